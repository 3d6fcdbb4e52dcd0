import { hasForbiddenCharacters } from '../text/clean.js';
import { countLetters } from '../text/script.js';
import type { Target } from '../targets/target.js';
import { isCopied } from './copied.js';
import { isInstruction } from './instruction.js';

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
  | 'foreign-script'
  | 'copied'
  | 'echo'
  | 'prompt-leak'
  | 'too-long'
  | 'too-short'
  | 'repetition'
  | 'digits-changed';

const THINKING =
  /<\/?think|<\|[a-z_]+\|>|^(?:okay|ok)\b|^(?:let me|first,|we need)|^(?:好的，|首先，(?:我|用户|这|需要)|嗯，|用户(?:问|让|想让|想知道|给出|提供了|输入|说[，,：:]|要求(?:我|将|把|翻译)))/iu;
const LEAK =
  /wikipedia articles into|follows this schema|additionalProperties|"translations?"|^(?:翻译|译文|标题|translation)\s*[:：]|以下是|翻译如下|翻译结果|作为(?:一个|一名)?(?:AI|人工智能|语言模型)|无法翻译|(?:对不起|抱歉)[，,。\s]*(?:但|但是)?(?:我|该|此|这|作为)?[^，。]{0,4}(?:无法|不能|没办法)/iu;
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
  // A title may begin like that itself: OK Computer, First, Do No Harm.
  if (THINKING.test(text) && !THINKING.test(source)) return 'thinking';
  if (LEAK.test(text) && !LEAK.test(source)) return 'prompt-leak';
  const same = fold(text) === fold(source);
  if (!target.isWrittenIn(text) && !(same && isCode(source))) {
    return same ? 'echo' : 'no-target-script';
  }
  if (same && !isCode(source) && !target.isWrittenIn(source)) return 'echo';
  if (LOOP.test(text) && !LOOP.test(source)) return 'repetition';
  if (target.holdsForeignScript(text)) return 'foreign-script';
  if (isCopied(source, text, target)) return 'copied';
  if (isTooShort(text, source)) return 'too-short';
  // More of the source's own words than of the target's script is an answer left half done.
  if (!isCode(source) && target.countScript(text) * 4 < countLetters(text))
    return 'no-target-script';
  if (digitsOf(source) !== digitsOf(text)) return 'digits-changed';
  return undefined;
}

/**
 * Names shorten a great deal (United States of America is 美国). Of what reads like an order, an
 * answer that short is rather its execution: 你好 for "Say hello in Chinese".
 */
function isTooShort(text: string, source: string): boolean {
  if (source.length < 12) return false;
  const letters = countLetters(source);
  const answered = countLetters(text);
  if (letters >= 30 && answered * 12 < letters) return true;
  return letters >= 12 && answered * 6 < letters && isInstruction(source);
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
