import { hasForbiddenCharacters } from '../text/clean.js';
import { countLetters } from '../text/script.js';
import type { Target } from '../targets/target.js';

/** Why an answer was refused. */
export type Refusal =
  | 'truncated'
  | 'malformed'
  | 'unknown-keys'
  | 'misaligned'
  | 'empty'
  | 'thinking'
  | 'control-characters'
  | 'no-target-script'
  | 'echo'
  | 'prompt-leak'
  | 'too-long'
  | 'too-short'
  | 'repetition'
  | 'digits-changed';

const THINKING =
  /<\/?think|<\|[a-z_]+\|>|^(?:okay|ok|let me|first,|we need|好的，|首先，|嗯，|用户)/iu;
const LEAK =
  /wikipedia articles into|follows this schema|additionalProperties|"translations?"|^(?:翻译|译文|标题|translation)\s*[:：]|以下是|翻译如下|翻译结果|作为(?:一个|一名)?(?:AI|人工智能|语言模型)|无法翻译|对不起|抱歉，/iu;
const LOOP = /(.{1,8}?)\1{5,}/u;
const DIGITS = /\p{Nd}+/gu;
const ASCII_DIGITS = /^[0-9]+$/;
const ZERO: readonly number[] = [
  0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
  0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0xff10,
];

/**
 * Checks one translated title against its source; the first fault found is returned. Answers that
 * only copy Latin abbreviations, codes or numbers pass without the target's script.
 */
export function refuseText(source: string, answer: string, target: Target): Refusal | undefined {
  const text = answer.trim();
  if (text === '') return 'empty';
  if (hasForbiddenCharacters(text)) return 'control-characters';
  if (isTooLong(text, source)) return 'too-long';
  if (THINKING.test(text)) return 'thinking';
  if (LEAK.test(text) && !LEAK.test(source)) return 'prompt-leak';
  const same = fold(text) === fold(source);
  if (!target.isWrittenIn(text) && !(same && isCode(source))) {
    return same ? 'echo' : 'no-target-script';
  }
  if (same && !isCode(source) && !target.isWrittenIn(source)) return 'echo';
  if (LOOP.test(text) && !LOOP.test(source)) return 'repetition';
  const letters = source.length < 30 ? 0 : countLetters(source);
  if (letters >= 30 && countLetters(text) * 12 < letters) return 'too-short';
  // More of the source's own words than of the target's script is an answer left half done.
  if (!isCode(source) && target.countScript(text) * 4 < countLetters(text))
    return 'no-target-script';
  if (digitsOf(source) !== digitsOf(text)) return 'digits-changed';
  return undefined;
}

/** In code points; the lengths in UTF-16 settle most cases without counting those. */
function isTooLong(text: string, source: string): boolean {
  if (text.length <= 1.5 * source.length + 16) return false;
  return [...text].length > 3 * [...source].length + 16;
}

const fold = (text: string): string =>
  text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/** A code, number or abbreviation, which every language keeps as it is. */
const isCode = (text: string): boolean =>
  /^[\p{Lu}\p{N}\p{P}\p{S} ]{1,24}$/u.test(text) && !/\p{Lu}{7,}/u.test(text);

/** The numbers of a text in ASCII digits, sorted: translation may move them, not change them. */
function digitsOf(text: string): string {
  const numbers = text.match(DIGITS) ?? [];
  return numbers
    .map((number) => (ASCII_DIGITS.test(number) ? number : [...number].map(digit).join('')))
    .sort()
    .join(' ');
}

function digit(character: string): number {
  const code = character.codePointAt(0)!;
  const zero = ZERO.findLast((start) => start <= code) ?? 0x30;
  return code - zero <= 9 ? code - zero : code;
}
