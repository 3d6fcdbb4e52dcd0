import type { TranslationResult, Translator } from '@wikistream/translator-core';
import { chrf } from './chrf.js';
import type { ReferenceTitle } from './reference.js';

/** How one translator did on the reference set. */
export interface Evaluation {
  readonly translator: string;
  readonly results: readonly TranslationResult[];
  /** Titles rendered exactly as agreed. */
  readonly exact: number;
  /** Mean of {@link chrf}, 0 to 1; a failed title counts 0. */
  readonly chrf: number;
  readonly failed: number;
  readonly secondsPerTitle: number;
}

/** Translates the set, one request after the other, and compares. An outage ends it. */
export async function evaluate(
  translator: Translator,
  references: readonly ReferenceTitle[],
  signal?: AbortSignal,
): Promise<Evaluation> {
  await translator.check(signal);
  const startedAt = performance.now();
  const results: TranslationResult[] = [];
  while (results.length < references.length) {
    const titles = references
      .slice(results.length, results.length + (translator.titlesPerRequest ?? 1))
      .map(({ title, language }) => ({ title, from: language }));
    results.push(...(await translator.translate(titles, { signal })));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const texts = results.map((result) => (result.status === 'failed' ? '' : result.text));
  return {
    translator: translator.name,
    results,
    exact: references.filter(({ chinese }, at) => texts[at] === chinese).length,
    chrf:
      references.reduce((sum, { chinese }, at) => sum + chrf(texts[at]!, chinese), 0) /
      references.length,
    failed: results.filter(({ status }) => status === 'failed').length,
    secondsPerTitle: seconds / references.length,
  };
}
