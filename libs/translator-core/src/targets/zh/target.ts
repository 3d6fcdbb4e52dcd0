import { cleanTitle } from '../../text/clean.js';
import {
  countHan,
  countLetters,
  hasHan,
  hasKanaOrHangul,
  hasLetters,
  onlyHanAndKana,
} from '../../text/script.js';
import type { Target } from '../target.js';
import { isChineseEdition, isSiniticEdition } from './languages.js';
import { simplify } from './simplify.js';
import { transcribeTitle } from './transcription/title.js';

/** Chinese in simplified characters: what is written in traditional ones is converted by OpenCC. */
export const simplifiedChinese: Target = chinese({
  code: 'zh',
  languageName: 'Simplified Chinese (简体中文)',
  convert: simplify,
});

/** Chinese in whichever characters it comes: nothing is converted. The code is BCP 47's for that. */
export const chineseAsWritten: Target = chinese({
  code: 'zh-Hani',
  languageName: 'Chinese (中文)',
  convert: (text) => text,
});

function chinese({
  code,
  languageName,
  convert,
}: Pick<Target, 'code' | 'languageName'> & {
  /** Puts Chinese text from an edition into the characters wanted. */
  readonly convert: (text: string, language: string) => string;
}): Target {
  function passthrough(title: string, from: string): string | undefined {
    const text = cleanTitle(title);
    if (text === '') return undefined;
    if (!hasLetters(text)) return text;
    if (isChineseEdition(from)) return convert(text, from);
    // Latin words in a title of such an edition are its own language, unless characters outweigh them.
    if (isSiniticEdition(from) && countHan(text) * 2 > countLetters(text))
      return convert(text, from);
    return undefined;
  }

  return {
    code,
    languageName,
    style:
      'Write personal and place names the way Chinese newspapers transcribe them, with · between the parts of a name.',
    passthrough,
    isWrittenIn: hasHan,
    countScript: countHan,
    // Kana and Hangul are left over from a Japanese or Korean title; other scripts may be what it is about.
    holdsForeignScript: hasKanaOrHangul,
    nativeText: (text) => simplify(onlyHanAndKana(text.normalize('NFKC')), 'ja'),
    normalize: (text) => convert(text, 'zh'),
    transcribe(title, from) {
      const text = passthrough(title, from);
      return text === undefined ? transcribeTitle(title, from) : { status: 'passthrough', text };
    },
  };
}
