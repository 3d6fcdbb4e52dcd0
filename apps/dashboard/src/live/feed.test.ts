import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QueryTimeoutError, UnreachableError } from '../errors.js';
import { Feed, type FeedOptions } from './feed.js';
import { Gate } from './gate.js';
import { Pace } from './pace.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
const taking = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Read every second, for no more than a quarter of the time. */
function feedOf(
  read: (before: number | undefined) => Promise<number>,
  options: Partial<FeedOptions<number>> = {},
) {
  const errors: unknown[] = [];
  const feed = new Feed({
    read,
    pace: new Pace({ intervalMs: 1_000, share: 0.25, feeds: () => 1 }),
    onError: (error) => errors.push(error),
    ...options,
  });
  return { feed, errors };
}

const listener = (seen: unknown[]) => ({
  onValue: (value: number) => seen.push(value),
  onFailure: (error: unknown) => seen.push(error),
});

describe('Feed', () => {
  it('reads once an interval, however many listen', async () => {
    let reads = 0;
    const { feed } = feedOf(async () => ++reads);
    const seen = Array.from({ length: 200 }, () => [] as unknown[]);
    const leave = seen.map((values) => feed.listen(listener(values)));
    expect(feed.listeners).toBe(200);
    await pass(3_500);
    for (const stop of leave) stop();
    await pass(10_000);
    expect(reads).toBe(4);
    for (const values of seen) expect(values).toEqual([1, 2, 3, 4]);
    expect(feed.listeners).toBe(0);
  });

  it('tells a reading what the one before found', async () => {
    const { feed } = feedOf(async (before = 0) => before + 10);
    const seen: unknown[] = [];
    const leave = feed.listen(listener(seen));
    await pass(2_500);
    leave();
    expect(seen).toEqual([10, 20, 30]);
  });

  it('shares one reading among callers that come together, and keeps it while it rests', async () => {
    let reads = 0;
    const { feed } = feedOf(async () => ++reads);
    const together = await Promise.all(Array.from({ length: 50 }, () => feed.latest()));
    expect(together).toEqual(Array(50).fill(1));
    await pass(999);
    expect(await feed.latest()).toBe(1);
    await pass(1);
    expect(feed.current).toBeUndefined();
    expect(await feed.latest()).toBe(2);
  });

  it('hands out what is a little past its time while the next is read, and nothing older', async () => {
    let reads = 0;
    const { feed } = feedOf(
      async () => {
        reads += 1;
        if (reads === 2) await taking(500);
        return reads;
      },
      { graceMs: 30_000 },
    );
    expect(await feed.latest()).toBe(1);
    await pass(20_000);
    expect(await feed.latest()).toBe(1);
    await pass(500);
    expect(feed.current).toBe(2);
    await pass(24 * 3_600_000);
    expect(feed.current).toBeUndefined();
    expect(await feed.latest()).toBe(3);
  });

  it('rests after a reading that failed as after one that did not', async () => {
    const begun: number[] = [];
    const { feed, errors } = feedOf(async () => {
      begun.push(performance.now());
      await taking(15_000);
      throw new QueryTimeoutError(15_000, undefined);
    });
    const start = performance.now();
    const seen: unknown[] = [];
    const leave = feed.listen(listener(seen));
    // Whoever asks meanwhile makes nobody read.
    for (let second = 0; second < 125; second += 1) {
      await pass(1_000);
      feed.latest().catch(() => undefined);
    }
    leave();
    // 15 s of work in every 60 s: a quarter of the time.
    expect(begun.map((at) => at - start)).toEqual([0, 60_000, 120_000]);
    expect(errors).toHaveLength(2);
    expect(seen).toEqual(errors);
  });

  it('hands on the failure while it rests, then reads again', async () => {
    let reads = 0;
    const { feed, errors } = feedOf(async () => {
      reads += 1;
      if (reads === 1) throw new Error('relation is missing');
      return reads;
    });
    await expect(feed.latest()).rejects.toThrow('relation is missing');
    await expect(feed.latest()).rejects.toThrow('relation is missing');
    expect(feed.failure).toEqual(new Error('relation is missing'));
    expect([reads, errors.length]).toEqual([1, 1]);
    await pass(1_000);
    expect(await feed.latest()).toBe(2);
    expect(feed.failure).toBeUndefined();
  });

  it('asks again after the interval where nobody answered, however long that took to see', async () => {
    let reads = 0;
    const { feed } = feedOf(async () => {
      reads += 1;
      if (reads > 1) return reads;
      await taking(15_000);
      throw new UnreachableError(undefined);
    });
    const seen: unknown[] = [];
    const leave = feed.listen(listener(seen));
    await pass(15_000 + 1_000);
    leave();
    expect(seen).toEqual([expect.any(UnreachableError), 2]);
  });

  it('does not count the wait for others as time of reading', async () => {
    const gate = new Gate({ what: 'readings', atATime: 1, waiting: 1 });
    const leaveGate = await gate.enter();
    let reads = 0;
    const { feed } = feedOf(async () => ++reads, { gate });
    const leave = feed.listen(listener([]));
    await pass(60_000);
    expect(reads).toBe(0);
    leaveGate();
    await pass(2_000);
    leave();
    expect(reads).toBe(3);
  });

  it('rests where it is refused, too', async () => {
    const gate = new Gate({ what: 'readings', atATime: 1, waiting: 0 });
    await gate.enter();
    const { feed, errors } = feedOf(async () => 1, { gate });
    const leave = feed.listen(listener([]));
    await pass(2_500);
    leave();
    expect(errors).toHaveLength(3);
  });
});
