import { cleanTitle } from '../../../text/clean.js';
import { hasHan, hasLetters, scriptOf, type Script } from '../../../text/script.js';
import { familyOfName } from '../names/given-names.js';
import type { Transcription } from '../../target.js';
import { familyOfLanguage } from './latin/family-of.js';
import type { FamilyName } from './latin/families.js';
import { transcribeWord } from './word.js';

const MAX_CODE_POINTS = 1_000;
const WORDS = /\p{L}(?:[\p{L}\p{M}'’ʼʻ]|\u200c|\u200d)*/gu;
const ROMAN = /^(?=[MDCLXVI]{2,})M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/;
const ABBREVIATION = /^\p{Lu}{2,6}$/u;
/** `Surname, Given Patronymic`, as the East Slavic editions file people. */
const INVERTED = /^([^,()]+), (\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+){0,2})(?=$| \()/u;

interface Piece {
  readonly text: string;
  /** `kept`: Latin letters that stay; `written`: Chinese characters; `gap`: what lies between words. */
  readonly kind: 'kept' | 'written' | 'gap';
  readonly script?: Script;
}

/** Writes a title in Chinese characters by sound. Digits, punctuation and abbreviations stay. */
export function transcribeTitle(raw: string, language: string): Transcription {
  const title = upright(cleanTitle(raw));
  if (title === '') return { status: 'failed', reason: 'empty' };
  if (title.length > MAX_CODE_POINTS) return { status: 'failed', reason: 'too-long' };
  if (!hasLetters(title)) return { status: 'passthrough', text: title };

  const matches = [...title.matchAll(WORDS)];
  const context = { language, family: familyOfTitle(matches, language) };
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of matches) {
    if (match.index > end) pieces.push({ text: title.slice(end, match.index), kind: 'gap' });
    end = match.index + match[0].length;
    if (isKept(match[0], title, match.index)) {
      pieces.push({ text: match[0], kind: 'kept' });
      continue;
    }
    for (const [run, script] of runs(match[0])) {
      const text = transcribeWord(run, script, context);
      if (text === undefined) return { status: 'failed', reason: `unsupported-script:${script}` };
      pieces.push({ text, kind: 'written', script });
    }
  }
  if (end < title.length) pieces.push({ text: title.slice(end), kind: 'gap' });

  const text = join(pieces);
  return { status: hasHan(text) ? 'translated' : 'passthrough', text };
}

/** Puts an inverted name upright: `Кобозев, Александр` is `Александр Кобозев`. */
function upright(title: string): string {
  const match = INVERTED.exec(title);
  if (!match || scriptOf(match[1]!.codePointAt(0)!) !== 'Cyrillic') return title;
  return `${match[2]} ${match[1]}${title.slice(match[0].length)}`;
}

/** A name that belongs to one language tells how the others beside it are spelled. */
function familyOfTitle(words: readonly RegExpExecArray[], language: string): FamilyName {
  const edition = familyOfLanguage(language);
  if (edition !== 'generic' && edition !== 'english') return edition;
  for (const [word] of words) {
    const family = familyOfName(word.toLowerCase().normalize('NFC'));
    if (family && family !== edition) return family;
    if (family) break;
  }
  return edition;
}

/** Initials, numerals, abbreviations and what is written together with digits are not read as words. */
function isKept(word: string, title: string, at: number): boolean {
  if (scriptOf(word.codePointAt(0)!) !== 'Latin') return false;
  const before = title[at - 1] ?? '';
  const after = title[at + word.length] ?? '';
  if (/\d/.test(before) || /\d/.test(after)) return word.length <= 4;
  if (word.length === 1) return word !== word.toLowerCase() || after === '.';
  if (ROMAN.test(word)) return true;
  // Capitals alone are an abbreviation, unless the whole title shouts.
  return ABBREVIATION.test(word) && (title !== title.toUpperCase() || !title.includes(' '));
}

/** Splits a word where its script changes: Japanese mixes three. */
function runs(word: string): [string, Script][] {
  const result: [string, Script][] = [];
  for (const letter of word) {
    const script = scriptOf(letter.codePointAt(0)!);
    const last = result.at(-1);
    if (last && (script === last[1] || script === 'Other' || letter === 'ー')) last[0] += letter;
    else result.push([letter, script]);
  }
  return result;
}

const PUNCTUATION: Readonly<Record<string, string>> = {
  '،': '，',
  '؛': '；',
  '؟': '？',
  '।': '。',
  '・': '·',
  '־': '-',
};

function join(pieces: readonly Piece[]): string {
  let text = '';
  pieces.forEach((piece, at) => {
    if (piece.kind !== 'gap') {
      text += piece.text;
      return;
    }
    const previous = pieces[at - 1];
    const next = pieces[at + 1];
    text += gap(piece.text, previous, next);
  });
  return text;
}

function gap(text: string, previous: Piece | undefined, next: Piece | undefined): string {
  const between = previous !== undefined && next !== undefined;
  const written = previous?.kind === 'written' && next?.kind === 'written';
  if (between && text === ' ') {
    if (!written) return ' ';
    return previous.script === 'Han' && next.script === 'Han' ? ' ' : '·';
  }
  // Initials join the name they stand before: J. K. Rowling is J·K·罗琳.
  if (between && /^\. ?$/.test(text) && previous.kind === 'kept' && previous.text.length === 1)
    return '·';
  if (between && written && text === ', ') return '，';
  if (between && written && text === ': ') return '：';
  return text.replace(/[،؛؟।・־]/gu, (mark) => PUNCTUATION[mark]!);
}
