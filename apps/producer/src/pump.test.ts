import { streamEvents, type StreamState } from '@wikistream/wiki-events';
import { change, changes, FakeEventStreams } from '@wikistream/wiki-events/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Batch } from './publisher.js';
import { articleCodec } from './topics.js';
import { pump, type ArticleChange, type PumpOptions } from './pump.js';

let server: FakeEventStreams;
let url: string;
beforeEach(async () => {
  server = new FakeEventStreams();
  url = await server.listen();
});
afterEach(() => server.close());

function pumping(overrides: Partial<PumpOptions> & Pick<PumpOptions, 'publish'>) {
  const end = new AbortController();
  const stream = streamEvents<ArticleChange>({
    contact: 'tests@example.org',
    url,
    since: '2026-05-01T00:00:00Z',
    signal: end.signal,
  });
  const done = pump({
    stream,
    endStream: () => end.abort(),
    timeZone: 'UTC',
    commitIntervalMs: 5,
    commitRecords: 10,
    onReport: () => undefined,
    onDeadLetter: () => undefined,
    onCommit: () => undefined,
    ...overrides,
  });
  return { done, stream, end };
}

const articlesOf = (batch: Batch) => batch.articles.map(({ value }) => articleCodec.decode(value));
const idsOf = (batches: readonly Batch[]): number[] =>
  batches.flatMap((batch) => articlesOf(batch).map(({ id }) => id));
const lastId = (state: StreamState): string | undefined => state.partitions[0]?.id;

describe('pump', () => {
  it('gives every batch the state behind its last article, one batch at a time', async () => {
    server.append(...changes(1, 95));
    const batches: Batch[] = [];
    let busy = 0;
    const { done } = pumping({
      maxEvents: 95,
      publish: async (batch) => {
        busy += 1;
        expect(busy).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        batches.push(batch);
        busy -= 1;
      },
    });
    await done;
    expect(idsOf(batches)).toEqual(Array.from({ length: 95 }, (_, i) => 1001 + i));
    for (const batch of batches) {
      expect(batch.articles.length).toBeLessThanOrEqual(10);
      expect(lastId(batch.state)).toBe(articlesOf(batch).at(-1)?.event_id);
    }
  });

  it('bounds what it gathers by bytes too, for dead letters may be large', async () => {
    const large = { comment: 'x'.repeat(500_000), title: 5 as never };
    server.append(...Array.from({ length: 100 }, (_, i) => change(i + 1, large)), change(101));
    const batches: Batch[] = [];
    const { done } = pumping({
      maxEvents: 1,
      commitIntervalMs: 60_000,
      commitRecords: 50_000,
      publish: async (batch) => void batches.push(batch),
    });
    await done;
    const sizes = batches.map(({ deadLetters }) =>
      deadLetters.reduce((sum, { value }) => sum + (value?.length ?? 0), 0),
    );
    expect(batches.flatMap(({ deadLetters }) => deadLetters)).toHaveLength(100);
    expect(Math.max(...sizes)).toBeLessThan(17.5 * 1_048_576);
  });

  it('stops reading while a commit takes long and the next batch is full', async () => {
    server.append(...changes(1, 5_000));
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { done, stream, end } = pumping({ publish: () => held });
    await expect.poll(() => stream.stats.selected).toBeGreaterThan(0);
    const delivered = stream.state.partitions[0]?.recent.length;
    // Long enough for an eager reader to take all 5,000.
    for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(stream.state.partitions[0]?.recent.length).toBe(20);
    expect(delivered).toBeLessThanOrEqual(20);
    end.abort();
    release();
    await done;
  });

  it('ends with the error when publishing fails for good, even while the stream is quiet', async () => {
    server.append(...changes(1, 3));
    const fenced = new Error('taken over');
    const { done } = pumping({ publish: () => Promise.reject(fenced) });
    await expect(done).rejects.toBe(fenced);
  });

  it('commits what it has when the stream is ended from outside', async () => {
    server.append(...changes(1, 4));
    const batches: Batch[] = [];
    const { done, stream, end } = pumping({
      commitIntervalMs: 60_000,
      publish: async (batch) => void batches.push(batch),
    });
    await expect.poll(() => stream.state.partitions[0]?.recent.length).toBe(4);
    end.abort();
    await done;
    expect(idsOf(batches)).toEqual([1001, 1002, 1003, 1004]);
  });
});
