import { describe, expect, it } from 'vitest';
import { leastTranslated } from './least-translated.js';

const edition = (code: string, total: number, done: number, failed: number) => ({
  code,
  total,
  done,
  failed,
  averageLatencySeconds: 2.5,
});

describe('leastTranslated', () => {
  it('puts the edition with the largest share without a Chinese title first, failed and waiting told apart', () => {
    const [first, second] = leastTranslated([
      edition('en', 1_000, 995, 5),
      edition('de', 100, 90, 6),
    ]);
    expect(first).toMatchObject({ code: 'de', failed: 0.06, pending: 0.04, without: 0.1 });
    expect(second).toMatchObject({ code: 'en', failed: 0.005, pending: 0, without: 0.005 });
  });

  it('leaves out editions of too few articles, unless there are no others', () => {
    const small = edition('ceb', 3, 1, 2);
    expect(leastTranslated([edition('en', 500, 500, 0), small]).map(({ code }) => code)).toEqual([
      'en',
    ]);
    expect(leastTranslated([small, edition('ja', 0, 0, 0)]).map(({ code }) => code)).toEqual([
      'ceb',
    ]);
  });

  it('shows a handful, in the order of size where shares are the same', () => {
    const editions = Array.from({ length: 15 }, (_, index) => edition(`x${index}`, 100, 99, 1));
    expect(leastTranslated(editions).map(({ code }) => code)).toEqual([
      'x0',
      'x1',
      'x2',
      'x3',
      'x4',
      'x5',
    ]);
  });
});
