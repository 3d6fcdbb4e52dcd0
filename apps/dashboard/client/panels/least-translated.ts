import type { Statistics } from '../../src/api/contract.js';

const SHOWN = 6;
/** One title of three that failed says nothing of a language. */
const FEWEST_ARTICLES = 20;

type Edition = Statistics['translation']['byLanguage'][number];

/** An edition with the shares of its titles that have no Chinese one. */
export type Uncovered = Pick<Edition, 'code' | 'averageLatencySeconds'> & {
  readonly failed: number;
  readonly pending: number;
  readonly without: number;
};

/** The editions with the largest share of titles without a Chinese one, the worst first. */
export function leastTranslated(editions: readonly Edition[]): readonly Uncovered[] {
  const enough = editions.filter(({ total }) => total >= FEWEST_ARTICLES);
  return (enough.length > 0 ? enough : editions.filter(({ total }) => total > 0))
    .map(({ code, total, done, failed, averageLatencySeconds }) => ({
      code,
      averageLatencySeconds,
      failed: failed / total,
      pending: (total - done - failed) / total,
      without: (total - done) / total,
    }))
    .sort((a, b) => b.without - a.without)
    .slice(0, SHOWN);
}
