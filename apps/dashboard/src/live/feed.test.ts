import { expect, it, vi } from 'vitest';
import { Feed } from './feed.js';

it('reads once an interval, however many listen', async () => {
  let reads = 0;
  const feed = new Feed({ read: async () => ++reads, intervalMs: 20, onError: () => {} });
  const seen = Array.from({ length: 200 }, () => [] as number[]);
  const leave = seen.map((values) => feed.listen((value) => values.push(value)));
  expect(feed.listeners).toBe(200);
  await vi.waitFor(() => expect(seen[0]?.length).toBeGreaterThanOrEqual(3));
  for (const stop of leave) stop();
  // 200 listeners saw the same few readings.
  expect(new Set(seen.flat()).size).toBe(reads);
  for (const values of seen) expect(values).toEqual(seen[0]);
  expect(feed.listeners).toBe(0);
});

it('shares one reading among callers that come together', async () => {
  let reads = 0;
  const feed = new Feed({ read: async () => ++reads, intervalMs: 60_000, onError: () => {} });
  expect(await Promise.all(Array.from({ length: 50 }, () => feed.latest()))).toEqual(
    Array(50).fill(1),
  );
});

it('goes on after a reading that fails, and says that it failed', async () => {
  const errors: unknown[] = [];
  let reads = 0;
  const feed = new Feed({
    read: async () => {
      reads += 1;
      if (reads === 1) throw new Error('database away');
      return reads;
    },
    intervalMs: 5,
    onError: (error) => errors.push(error),
  });
  const values: number[] = [];
  const leave = feed.listen((value) => values.push(value));
  await vi.waitFor(() => expect(values.length).toBeGreaterThan(0));
  leave();
  expect(errors).toEqual([new Error('database away')]);
});
