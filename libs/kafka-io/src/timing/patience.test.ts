import { afterEach, expect, it, vi } from 'vitest';
import { Patience } from './patience.js';

afterEach(() => vi.useRealTimers());

it('allows everything until there is a deadline, then what ends by it', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000 });
  const patience = new Patience();
  expect(patience.allows(1e9)).toBe(true);
  patience.lastsUntil(6_000);
  expect([patience.allows(5_000), patience.allows(5_001)]).toEqual([true, false]);
  patience.lastsUntil(9_000);
  expect(patience.allows(5_001)).toBe(false);
  vi.setSystemTime(6_001);
  expect([patience.allows(0), patience.isOver]).toEqual([false, false]);
});

it('allows nothing once it has ended, and says so', () => {
  const patience = new Patience();
  patience.end();
  expect([patience.allows(0), patience.isOver, patience.signal.aborted]).toEqual([
    false,
    true,
    true,
  ]);
});
