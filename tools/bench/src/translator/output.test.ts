import { describe, expect, it } from 'vitest';
import { rateWithin } from './output.js';

describe('rateWithin', () => {
  it('tells the rate of a steady stream whatever the ends of the window', () => {
    const every200 = Array.from({ length: 100 }, (_, i) => i * 200);
    expect(rateWithin(every200, 1_150, 9_390)).toBe(5);
    expect(rateWithin(every200.toReversed(), 1_000, 9_000)).toBe(5);
  });

  it('counts a burst at the start as made before it', () => {
    expect(rateWithin([0, 1000, 1000, 1000, 2000, 2000, 2000], 500, 2500)).toBe(3);
  });

  it('gives no number when there is none', () => {
    expect(() => rateWithin([1, 1, 1], 0, 10)).toThrow('too few');
  });
});
