import { TranslatorOptionError } from '../errors.js';
import type { Target } from './target.js';
import { chineseAsWritten, simplifiedChinese } from './zh/target.js';

const TARGETS: ReadonlyMap<string, Target> = new Map(
  [simplifiedChinese, chineseAsWritten].map((target) => [target.code, target]),
);

/** Used where no language is asked for. */
export const DEFAULT_TARGET = simplifiedChinese.code;

/**
 * The target of a language code.
 *
 * @throws {TranslatorOptionError} nothing is known about that language
 */
export function targetOf(code: string = DEFAULT_TARGET): Target {
  const target = TARGETS.get(code);
  if (target) return target;
  throw new TranslatorOptionError(
    'to',
    `"${code}" is not a target language; known: ${[...TARGETS.keys()].join(', ')}`,
  );
}
