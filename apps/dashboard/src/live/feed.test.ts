import { expect, it, vi } from 'vitest';
import { Feed } from './feed.js';
import { Pace } from './pace.js';

const pace = (intervalMs: number) => new Pace({ intervalMs, share: 1, feeds: () => 1 });

function feedOf(read: () => Promise<number>, intervalMs: number, errors: unknown[] = []) {
  return new Feed({
    read,
    pace: pace(intervalMs),
    identity: String,
    onError: (error) => errors.push(error),
  });
}

it('reads once an interval, however many listen', async () => {
  let reads = 0;
  const feed = feedOf(async () => ++reads, 20);
  const seen = Array.from({ length: 200 }, () => [] as number[]);
  const leave = seen.map((values) => feed.listen(({ value }) => values.push(value)));
  expect(feed.listeners).toBe(200);
  await vi.waitFor(() => expect(seen[0]?.length).toBeGreaterThanOrEqual(3));
  for (const stop of leave) stop();
  // 200 listeners saw the same few readings.
  expect(new Set(seen.flat()).size).toBe(reads);
  for (const values of seen) expect(values).toEqual(seen[0]);
  expect(feed.listeners).toBe(0);
});

it('tells of a reading only when it differs from the one before', async () => {
  let reads = 0;
  const feed = feedOf(async () => Math.floor(++reads / 3), 1);
  const seen: { value: number; change: number }[] = [];
  const leave = feed.listen((reading) => seen.push(reading));
  await vi.waitFor(() => expect(reads).toBeGreaterThanOrEqual(9));
  leave();
  expect(seen.slice(0, 3)).toEqual([
    { value: 0, change: 1 },
    { value: 1, change: 2 },
    { value: 2, change: 3 },
  ]);
});

it('shares one reading among callers that come together, and keeps it for the interval', async () => {
  let reads = 0;
  const feed = feedOf(async () => ++reads, 60_000);
  const together = await Promise.all(Array.from({ length: 50 }, () => feed.latest()));
  expect(together.map(({ value }) => value)).toEqual(Array(50).fill(1));
  expect((await feed.latest()).value).toBe(1);
  expect(reads).toBe(1);
});

it('hands out what it has while a fresh reading is under way', async () => {
  let reads = 0;
  let finish = () => {};
  const feed = feedOf(async () => {
    reads += 1;
    if (reads > 1) await new Promise<void>((resolve) => (finish = resolve));
    return reads;
  }, 0);
  expect((await feed.latest()).value).toBe(1);
  expect((await feed.latest()).value).toBe(1);
  finish();
  await vi.waitFor(() => expect(feed.last?.value).toBe(2));
});

it('goes on after a reading that fails, and says that it failed', async () => {
  const errors: unknown[] = [];
  let reads = 0;
  const feed = feedOf(
    async () => {
      reads += 1;
      if (reads === 1) throw new Error('database away');
      return reads;
    },
    5,
    errors,
  );
  const values: number[] = [];
  const leave = feed.listen(({ value }) => values.push(value));
  await vi.waitFor(() => expect(values.length).toBeGreaterThan(0));
  leave();
  expect(errors).toEqual([new Error('database away')]);
});

it('passes the error on to who asked for the first reading', async () => {
  const feed = feedOf(async () => Promise.reject(new Error('database away')), 5);
  await expect(feed.latest()).rejects.toThrow('database away');
});
