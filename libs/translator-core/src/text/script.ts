/** Scripts told apart, by their Unicode names. */
export type Script = (typeof RANGES)[number][2] | 'Other';

// Letters by block, ascending. Blocks are enough here: what matters is which table reads a letter.
const RANGES = [
  [0x0041, 0x005a, 'Latin'],
  [0x0061, 0x007a, 'Latin'],
  [0x00aa, 0x00aa, 'Latin'],
  [0x00ba, 0x00ba, 'Latin'],
  [0x00c0, 0x02af, 'Latin'],
  [0x0370, 0x03ff, 'Greek'],
  [0x0400, 0x052f, 'Cyrillic'],
  [0x0531, 0x0587, 'Armenian'],
  [0x05d0, 0x05f2, 'Hebrew'],
  [0x0620, 0x06ff, 'Arabic'],
  [0x0710, 0x074f, 'Syriac'],
  [0x0750, 0x077f, 'Arabic'],
  [0x0780, 0x07bf, 'Thaana'],
  [0x07c0, 0x07ff, 'Nko'],
  [0x0900, 0x097f, 'Devanagari'],
  [0x0980, 0x09ff, 'Bengali'],
  [0x0a00, 0x0a7f, 'Gurmukhi'],
  [0x0a80, 0x0aff, 'Gujarati'],
  [0x0b00, 0x0b7f, 'Oriya'],
  [0x0b80, 0x0bff, 'Tamil'],
  [0x0c00, 0x0c7f, 'Telugu'],
  [0x0c80, 0x0cff, 'Kannada'],
  [0x0d00, 0x0d7f, 'Malayalam'],
  [0x0d80, 0x0dff, 'Sinhala'],
  [0x0e00, 0x0e7f, 'Thai'],
  [0x0e80, 0x0eff, 'Lao'],
  [0x0f00, 0x0fff, 'Tibetan'],
  [0x1000, 0x109f, 'Myanmar'],
  [0x10a0, 0x10ff, 'Georgian'],
  [0x1100, 0x11ff, 'Hangul'],
  [0x1200, 0x139f, 'Ethiopic'],
  [0x13a0, 0x13ff, 'Cherokee'],
  [0x1400, 0x167f, 'CanadianAboriginal'],
  [0x1780, 0x17ff, 'Khmer'],
  [0x1800, 0x18af, 'Mongolian'],
  [0x1c50, 0x1c7f, 'OlChiki'],
  [0x1c90, 0x1cbf, 'Georgian'],
  [0x1d00, 0x1dbf, 'Latin'],
  [0x1e00, 0x1eff, 'Latin'],
  [0x1f00, 0x1fff, 'Greek'],
  [0x2c60, 0x2c7f, 'Latin'],
  [0x2d30, 0x2d7f, 'Tifinagh'],
  [0x3005, 0x3007, 'Han'],
  [0x3041, 0x309f, 'Hiragana'],
  [0x30a0, 0x30ff, 'Katakana'],
  [0x3105, 0x312f, 'Bopomofo'],
  [0x31f0, 0x31ff, 'Katakana'],
  [0x3400, 0x4dbf, 'Han'],
  [0x4e00, 0x9fff, 'Han'],
  [0xa640, 0xa69f, 'Cyrillic'],
  [0xa720, 0xa7ff, 'Latin'],
  [0xabc0, 0xabff, 'MeeteiMayek'],
  [0xac00, 0xd7a3, 'Hangul'],
  [0xf900, 0xfaff, 'Han'],
  [0xfb50, 0xfdff, 'Arabic'],
  [0xfe70, 0xfeff, 'Arabic'],
  [0xff21, 0xff3a, 'Latin'],
  [0xff41, 0xff5a, 'Latin'],
  [0xff66, 0xff9f, 'Katakana'],
  [0x20000, 0x323af, 'Han'],
] as const;

/** The script of a letter; `Other` for what is no letter of a known script. */
export function scriptOf(codePoint: number): Script {
  let low = 0;
  let high = RANGES.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [start, end, script] = RANGES[middle]!;
    if (codePoint < start) high = middle - 1;
    else if (codePoint > end) low = middle + 1;
    else return script;
  }
  return 'Other';
}

const LETTER = /\p{L}/u;
const HAN = /[\p{Script=Han}〇]/u;
const HANS = /[\p{Script=Han}〇]/gu;
const NOT_HAN_OR_KANA = /[^\p{Script=Han}〇\p{Script=Hiragana}\p{Script=Katakana}ー]/gu;
const KANA_OR_HANGUL = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const LETTERS = /\p{L}/gu;

export const hasLetters = (text: string): boolean => LETTER.test(text);
export const hasHan = (text: string): boolean => HAN.test(text);
export const countHan = (text: string): number => text.match(HANS)?.length ?? 0;
export const countLetters = (text: string): number => text.match(LETTERS)?.length ?? 0;
export const hasKanaOrHangul = (text: string): boolean => KANA_OR_HANGUL.test(text);
/** A text without all that is neither Han nor kana. */
export const onlyHanAndKana = (text: string): string => text.replace(NOT_HAN_OR_KANA, '');
