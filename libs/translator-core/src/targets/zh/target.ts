import { cleanTitle } from '../../text/clean.js';
import {
  countHan,
  countLetters,
  hasHan,
  hasKanaOrHangul,
  hasLetters,
  onlyHanAndKana,
} from '../../text/script.js';
import type { Target, Transcription } from '../target.js';
import { isChineseEdition, isSiniticEdition } from './languages.js';
import { simplify } from './simplify.js';
import { transcribeTitle } from './transcription/title.js';

/** Chinese in simplified characters. */
export const chinese: Target = {
  code: 'zh',
  languageName: 'Simplified Chinese (简体中文)',
  style:
    'Write personal and place names the way Chinese newspapers transcribe them, with · between the parts of a name.',
  passthrough,
  isWrittenIn: hasHan,
  countScript: countHan,
  // Kana and Hangul are left overs of a Japanese or Korean title; other scripts may be what it is about.
  holdsForeignScript: hasKanaOrHangul,
  nativeText: (text) => simplify(onlyHanAndKana(text.normalize('NFKC')), 'ja'),
  normalize: (text) => simplify(text, 'zh'),
  transcribe,
};

function passthrough(title: string, from: string): string | undefined {
  const text = cleanTitle(title);
  if (text === '') return undefined;
  if (!hasLetters(text)) return text;
  if (isChineseEdition(from)) return simplify(text, from);
  // Latin words in a title of such an edition are its own language, unless characters outweigh them.
  if (isSiniticEdition(from) && countHan(text) * 2 > countLetters(text))
    return simplify(text, from);
  return undefined;
}

function transcribe(title: string, from: string): Transcription {
  const text = passthrough(title, from);
  return text === undefined ? transcribeTitle(title, from) : { status: 'passthrough', text };
}
