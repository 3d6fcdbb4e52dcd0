import type { Script } from '../../../text/script.js';
import { givenName } from '../names/given-names.js';
import { NAMES_IN_OTHER_SCRIPTS } from '../names/other-scripts.js';
import { simplify } from '../simplify.js';
import { familyOfWord } from './latin/family-of.js';
import { FAMILIES, type Family, type FamilyName } from './latin/families.js';
import { readAbjad } from './scripts/abjads.js';
import { ALPHABETS } from './scripts/alphabets.js';
import { cyrillicFamily } from './scripts/cyrillic.js';
import { readHangul } from './scripts/hangul.js';
import { readIndic } from './scripts/indic.js';
import { readKana } from './scripts/kana.js';
import { readWord, type Spelling } from './spelling.js';
import { writeSounds } from './syllables.js';

/** What is known about the language of a word. */
export interface WordContext {
  readonly language: string;
  readonly family: FamilyName;
}

/** A word of one script in Chinese characters; undefined where no table reads it. Never empty. */
export function transcribeWord(
  word: string,
  script: Script,
  context: WordContext,
): string | undefined {
  const text = write(word, script, context);
  return text === '' ? undefined : text;
}

function write(word: string, script: Script, context: WordContext): string | undefined {
  if (script === 'Han') return simplify(word, context.language);
  const lower = word.normalize('NFKC').toLowerCase().normalize('NFC');
  if (script === 'Latin') return latin(lower, context);
  const known = NAMES_IN_OTHER_SCRIPTS.get(lower);
  if (known) return known;
  if (script === 'Cyrillic') return spelled(lower, cyrillicFamily(context.language));
  const alphabet: Spelling | undefined = ALPHABETS[script];
  if (alphabet) return spelled(lower, { spelling: alphabet });
  const sounds = read(word, script);
  return sounds && writeSounds(sounds);
}

function latin(lower: string, context: WordContext): string | undefined {
  const known = givenName(lower, context.family);
  if (known) return known;
  return spelled(lower, FAMILIES[familyOfWord(lower, context.family)]);
}

function spelled(lower: string, family: Family): string | undefined {
  const sounds = readWord(family.prepare ? family.prepare(lower) : lower, family.spelling);
  if (!sounds) return undefined;
  const text = writeSounds(sounds, family.overrides);
  // A word of silent letters alone, such as a lone h, is said by its name.
  return text === '' ? '赫' : text;
}

function read(word: string, script: Script): string[] | undefined {
  switch (script) {
    case 'Arabic':
    case 'Hebrew':
      return readAbjad(word, script);
    case 'Hiragana':
    case 'Katakana':
      return readKana(word);
    case 'Hangul':
      return readHangul(word);
    case 'Devanagari':
    case 'Bengali':
    case 'Gurmukhi':
    case 'Gujarati':
    case 'Oriya':
    case 'Tamil':
    case 'Telugu':
    case 'Kannada':
    case 'Malayalam':
      return readIndic(word);
    default:
      return undefined;
  }
}
