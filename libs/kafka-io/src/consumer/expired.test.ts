import { expect, it } from 'vitest';
import { expiredIn } from './expired.js';

const gap = { partition: 3, from: 10, to: 40 };

it('is what of a gap lies before the beginning of the log', () => {
  const expired = { topic: 'numbers', partition: 3, from: 10, to: 40, atMost: 30 };
  expect(expiredIn('numbers', gap, 40)).toEqual(expired);
  // Behind the deleted records lie markers of transactions.
  expect(expiredIn('numbers', gap, 35)).toEqual({ ...expired, to: 35, atMost: 25 });
});

it('is nothing where the log begins before the gap, or nobody knows where', () => {
  for (const earliest of [10, 0, -1, -1001])
    expect(expiredIn('numbers', gap, earliest)).toBeUndefined();
});

it('is nothing where the log was shortened after the records around the gap were taken', () => {
  expect(expiredIn('numbers', gap, 41)).toBeUndefined();
});
