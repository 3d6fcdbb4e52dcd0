import { describe, expect, it } from 'vitest';
import { residentMemory } from './resident-memory.js';
import type { Reading } from './scrape.js';

const MB = 1_048_576;
const readings = (mb: (millions: number) => number): Reading[] =>
  Array.from({ length: 41 }, (_, i) => ({
    at: i,
    read: i * 250_000,
    produced: 0,
    cpuSeconds: 0,
    residentBytes: mb(i / 4) * MB,
    missing: 0,
  }));

describe('residentMemory', () => {
  it('tells a leak from a level reached, and finds the peak', () => {
    const leak = residentMemory(
      readings((millions) => 100 + 3 * millions),
      10_000_000,
    );
    expect(leak.slope).toBeCloseTo(3);
    expect(leak).toMatchObject({ start: 100, early: 103, peak: 130, end: 130 });
    expect(leak.series).toEqual([103, 106, 109, 112, 115, 118, 121, 124, 127, 130]);
    const level = residentMemory(
      readings((millions) => (millions === 2 ? 190 : Math.min(150, 100 + 40 * millions))),
      10_000_000,
    );
    expect(level.slope).toBe(0);
    expect(level).toMatchObject({ start: 100, early: 140, peak: 190, end: 150 });
  });
});
