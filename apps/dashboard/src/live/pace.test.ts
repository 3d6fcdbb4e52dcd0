import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Pace } from './pace.js';

it('reads at the interval while readings are cheap', () => {
  const pace = new Pace({ intervalMs: 1_000, share: 0.25, feeds: () => 1 });
  expect(pace.rest(10)).toBe(990);
});

it('keeps all feeds together within their share of the time', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 60_000, noNaN: true }),
      fc.integer({ min: 1, max: 64 }),
      fc.constantFrom(0.1, 0.25, 1),
      (duration, feeds, share) => {
        const pace = new Pace({ intervalMs: 1_000, share, feeds: () => feeds });
        const busy = (feeds * duration) / (duration + pace.rest(duration));
        expect(busy).toBeLessThanOrEqual(share * 1.000_001);
      },
    ),
  );
});
