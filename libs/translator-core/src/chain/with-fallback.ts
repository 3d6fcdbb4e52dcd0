import { TranslatorOptionError, TranslatorUnavailableError } from '../errors.js';
import type { TranslationResult, Translator } from '../translator.js';

export interface FallbackOptions {
  /** Whether an outage also falls back (default false: it rejects, so that the titles wait). */
  readonly onOutage?: boolean | undefined;
}

/**
 * Tries translators in turn: a title that one fails goes to the next. Ready when the first one is.
 *
 * @throws {TranslatorOptionError} no translator was given
 */
export function withFallback(
  translators: readonly Translator[],
  options: FallbackOptions = {},
): Translator {
  const [first, ...rest] = translators;
  if (!first) throw new TranslatorOptionError('translators', 'is empty; give at least one');

  return {
    name: translators.map(({ name }) => name).join('>'),
    get identity() {
      return translators.map(({ name, identity }) => identity ?? name).join('>');
    },
    get titlesPerRequest() {
      return first.titlesPerRequest ?? 1;
    },
    check: (signal) => first.check(signal),
    async translate(titles, translateOptions) {
      let results: TranslationResult[] = [];
      let open = titles.map((_, at) => at);
      for (const translator of [first, ...rest]) {
        const isLast = translator === translators.at(-1);
        let answers: readonly TranslationResult[];
        try {
          answers = await translator.translate(
            open.map((at) => titles[at]!),
            translateOptions,
          );
        } catch (error) {
          if (options.onOutage && !isLast && error instanceof TranslatorUnavailableError) continue;
          throw error;
        }
        if (results.length === 0) results = new Array<TranslationResult>(titles.length);
        open.forEach((at, index) => (results[at] = answers[index]!));
        open = open.filter((at) => results[at]!.status === 'failed');
        if (open.length === 0) break;
      }
      return results;
    },
  };
}
