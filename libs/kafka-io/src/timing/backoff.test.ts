import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, pause } from './backoff.js';

describe('backoffMs', () => {
  it('doubles from the initial pause to the cap, at most a quarter early', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (attempt) => {
        const ms = backoffMs(attempt, { initialMs: 100, maxMs: 5_000 });
        const full = Math.min(5_000, 100 * 2 ** Math.min(attempt - 1, 30));
        return ms <= full && ms >= full * 0.75;
      }),
    );
  });
});

describe('pause', () => {
  it('ends early when it is aborted', async () => {
    const abort = new AbortController();
    const pausing = pause(60_000, abort.signal);
    abort.abort();
    await expect(pausing).resolves.toBeUndefined();
  });
});
