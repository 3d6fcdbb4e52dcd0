import { afterEach, expect, it, vi } from 'vitest';
import { GroupConsumer } from '../consumer/group.js';
import type { Polled } from '../consumer/poll.js';
import type { RawRecord } from '../consumer/raw-record.js';
import { bytesCodec } from '../topic/codec.js';
import { topic } from '../topic/topic.js';
import { BatchRun, type BatchSink } from './batch-run.js';

const TOPIC = topic({ name: 'stream', value: bytesCodec });

afterEach(() => vi.restoreAllMocks());

const record = (offset: number): RawRecord => ({
  topic: TOPIC.name,
  partition: 0,
  offset,
  key: null,
  value: Buffer.from('value'),
  rawHeaders: [],
  timestamp: 0,
});

const end = (offset: number) => ({ topic: TOPIC.name, partition: 0, offset });

/** Runs over takes from a partition as they come out of the client; the offsets each batch stores. */
async function offsetsStored(takes: readonly Polled[]): Promise<number[]> {
  const left = [...takes];
  const group = {
    owned: new Set([0]),
    poll: async (max: number) => (max > 0 && left.shift()) || { records: [], ends: [] },
    wait: async () => new Promise(setImmediate),
    wake: () => undefined,
    end: () => undefined,
    close: async () => undefined,
  };
  vi.spyOn(GroupConsumer, 'join').mockResolvedValue(group as unknown as GroupConsumer);
  const stored: number[] = [];
  const sink: BatchSink<string | null, Buffer> = {
    write: async ({ nextOffsets }) => void stored.push(nextOffsets.get(0) ?? -1),
    isOutage: () => false,
    written: () => undefined,
    close: async () => undefined,
  };
  const run = await BatchRun.start(
    {
      connection: { brokers: 'nobody:1' },
      topic: TOPIC,
      groupId: 'group',
      maxRecords: 2,
      maxWaitMs: 0,
      revokeTimeoutMs: 0,
      backoff: undefined,
      signal: undefined,
      onExpired: undefined,
      waiting: 'waiting',
    },
    sink,
  );
  await vi.waitFor(() => expect(left).toEqual([]));
  await run.stop(1_000);
  return stored;
}

it('writes so many records at a time and no more', async () => {
  const records = Array.from({ length: 5 }, (_, n) => record(n));
  expect(
    await offsetsStored([
      { records: records.slice(0, 2), ends: [] },
      { records: records.slice(2, 4), ends: [] },
      { records: records.slice(4), ends: [] },
    ]),
  ).toEqual([2, 4, 5]);
});

it('does not fall back to an end that records of the same take went past', async () => {
  expect(await offsetsStored([{ records: [record(4), record(5)], ends: [end(4)] }])).toEqual([6]);
  expect(await offsetsStored([{ records: [record(4), record(5)], ends: [end(5)] }])).toEqual([6]);
});

it('stores the end itself where only markers lie behind the last record', async () => {
  expect(await offsetsStored([{ records: [record(4)], ends: [end(7)] }])).toEqual([7]);
});
