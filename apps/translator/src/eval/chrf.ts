const MAX_ORDER = 6;
const BETA = 2;

/**
 * chrF of one text against its reference, 0 to 1: the F-score (β = 2, recall counts more) of character
 * n-grams up to 6, averaged over the orders both texts are long enough for (Popović 2015).
 */
export function chrf(hypothesis: string, reference: string): number {
  const ours = [...hypothesis.replace(/\s/gu, '')];
  const theirs = [...reference.replace(/\s/gu, '')];
  let precision = 0;
  let recall = 0;
  let orders = 0;
  for (let order = 1; order <= MAX_ORDER; order++) {
    const mine = ngrams(ours, order);
    const wanted = ngrams(theirs, order);
    if (mine.total === 0 || wanted.total === 0) continue;
    let common = 0;
    for (const [gram, count] of mine.counts) {
      common += Math.min(count, wanted.counts.get(gram) ?? 0);
    }
    precision += common / mine.total;
    recall += common / wanted.total;
    orders += 1;
  }
  if (orders === 0 || precision + recall === 0) return 0;
  const [p, r] = [precision / orders, recall / orders];
  return ((1 + BETA ** 2) * p * r) / (BETA ** 2 * p + r);
}

function ngrams(characters: readonly string[], order: number) {
  const counts = new Map<string, number>();
  const total = Math.max(0, characters.length - order + 1);
  for (let at = 0; at < total; at++) {
    const gram = characters.slice(at, at + order).join('');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return { counts, total };
}
