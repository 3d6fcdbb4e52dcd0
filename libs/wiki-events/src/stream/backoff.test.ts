import { describe, expect, it } from 'vitest';
import { backoff, retryAfterMs } from './backoff.js';

describe('backoff', () => {
  it('doubles up to its bound, and spreads over the upper half of each wait', () => {
    const waits = (random: number) =>
      [0, 1, 2, 3, 10, 1_000].map((failures) => backoff(failures, 100, 5_000, () => random));
    expect(waits(1)).toEqual([100, 200, 400, 800, 5_000, 5_000]);
    expect(waits(0)).toEqual([50, 100, 200, 400, 2_500, 2_500]);
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-05-01T00:00:00Z');
  it.each([
    ['7', 7_000],
    [' 0 ', 0],
    ['Fri, 01 May 2026 00:02:00 GMT', 120_000],
    ['Thu, 30 Apr 2026 00:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('reads %j', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
