import type { Target } from '../targets/target.js';
import { countLetters } from '../text/script.js';
import { isInstruction } from './instruction.js';

const BRACKETS = /[(（[【]([^()（）[\]【】]*)[)）\]】]/gu;
const CODES = /(?<![\p{Lu}\p{Ll}])[\p{Lu}\p{N}]{1,6}(?![\p{Lu}\p{Ll}])/gu;
/** Letters that a character of a name stands for, at most: `Ministry of Foreign Affairs (外交部)`. */
const GLOSS = 10;

/**
 * Whether an answer is no more than the characters of the target's script that stood in the title,
 * with the rest of it dropped or left as it was: what obeying `Reply only: 你好` looks like. A title
 * that says a thing twice, `Apple (苹果)`, or has little else, `NHK杯`, is not copied but understood.
 */
export function isCopied(source: string, answer: string, target: Target): boolean {
  if (!target.isWrittenIn(source)) return false;
  const given = target.nativeText(source);
  const taken = target.nativeText(answer);
  if (taken === '' || !given.includes(taken)) return false;
  const rest = source.replace(CODES, (code) => (answer.includes(code) ? ' ' : code));
  const native = target.countScript(rest);
  const letters = countLetters(rest) - native;
  if (isInstruction(source)) return letters > 0;
  return letters > native && !isGloss(source, letters, target);
}

/** Whether all of the target's script stands in brackets behind the rest, or all of the rest does. */
function isGloss(source: string, letters: number, target: Target): boolean {
  const inside = [...source.matchAll(BRACKETS)].map(([, text]) => text ?? '').join(' ');
  if (inside === '') return false;
  const outside = source.replace(BRACKETS, ' ');
  const native = target.countScript(source);
  const apart = target.isWrittenIn(inside) !== target.isWrittenIn(outside);
  return apart && letters <= native * GLOSS;
}
