import { describe, expect, it } from 'vitest';
import { rateWithin } from './output.js';

describe('rateWithin', () => {
  it('tells the rate of a steady stream whatever the ends of the window', () => {
    const every200 = Array.from({ length: 100 }, (_, i) => i * 200);
    expect(rateWithin(every200, 1_150, 9_390)).toBeCloseTo(5, 9);
    expect(rateWithin(every200.toReversed(), 1_000, 9_000)).toBeCloseTo(5, 9);
  });

  it('takes bursts for what they are on average', () => {
    const bursts = Array.from({ length: 300 }, (_, i) => Math.floor(i / 3) * 1_000);
    expect(rateWithin(bursts, 500, 60_500)).toBeCloseTo(3, 9);
  });

  it('gives no number when there is none', () => {
    expect(() => rateWithin([1, 1, 1], 0, 10)).toThrow('too few');
  });
});
