import { randomBytes, randomUUID } from 'node:crypto';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { embeddedBroker, type EmbeddedBroker } from '../embedded/embedded-broker.js';
import { createProducer } from '../producer/producer.js';
import { readAll } from '../testing/read-all.js';
import { bytesCodec, stringCodec } from '../topic/codec.js';
import { DeadLetterHeader, deadLetterTopic } from '../dead-letters/dead-letter.js';
import { jsonCodec } from '../topic/json-codec.js';
import { topic } from '../topic/topic.js';
import { consumeTopic } from './consume-topic.js';
import type { ConsumeTopicOptions, RunningConsumer } from './types.js';

interface Value {
  n: number;
}

let broker: EmbeddedBroker;
let connection: { brokers: string };
const running: RunningConsumer[] = [];

beforeAll(async () => {
  broker = await embeddedBroker();
  connection = { brokers: broker.brokers };
});
afterAll(async () => {
  await Promise.all(running.map((run) => run.stop(1_000)));
  await broker.close();
});

/** A topic of its own for each test, with one message per value. */
async function filled(values: readonly (number | string)[]) {
  const name = `numbers-${randomUUID()}`;
  const raw = topic({ name, key: stringCodec, value: bytesCodec });
  const producer = await createProducer({ connection });
  await producer.send(
    raw,
    values.map((value, at) => ({
      key: `key-${at % 7}`,
      value: Buffer.from(typeof value === 'number' ? JSON.stringify({ n: value }) : value),
    })),
  );
  await producer.close();
  return topic({ name, value: jsonCodec(Type.Object({ n: Type.Integer() })) });
}

async function start(
  options: Pick<ConsumeTopicOptions<string, Value>, 'topic' | 'handle'> &
    Partial<ConsumeTopicOptions<string, Value>>,
): Promise<RunningConsumer> {
  const run = await consumeTopic<string, Value>({
    connection,
    groupId: `group-${options.topic.name}`,
    groupProtocol: 'consumer',
    backoff: { initialMs: 1, maxMs: 5 },
    ...options,
  });
  running.push(run);
  return run;
}

const finished = (run: RunningConsumer, count: number) =>
  vi.waitFor(() => expect(run.stats().handled + run.stats().deadLettered).toBe(count), {
    timeout: 15_000,
  });

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('consumeTopic', () => {
  it('hands every record over in bounded batches, partitions in order, and commits', async () => {
    const numbers = await filled(upTo(500));
    const byPartition = new Map<number, number[]>();
    let largest = 0;
    let under = 0;
    const run = await start({
      topic: numbers,
      batch: { maxRecords: 40 },
      handle: async (records) => {
        expect((under += 1)).toBe(1);
        largest = Math.max(largest, records.length);
        await new Promise(setImmediate);
        for (const { partition, value } of records) {
          byPartition.set(partition, [...(byPartition.get(partition) ?? []), value.n]);
        }
        under -= 1;
      },
    });
    await finished(run, 500);
    expect(run.stats()).toMatchObject({ consumed: 500, deadLettered: 0, inFlight: 0, lag: 0 });
    expect(run.stats().lags).toContainEqual({
      labels: { topic: numbers.name, partition: '0' },
      value: 0,
    });
    await run.stop();
    await run.done;
    expect(largest).toBeGreaterThan(1);
    expect(largest).toBeLessThanOrEqual(40);
    expect([...byPartition.values()].flat().sort((a, b) => a - b)).toEqual(upTo(500));
    for (const values of byPartition.values())
      expect(values).toEqual(values.toSorted((a, b) => a - b));

    const producer = await createProducer({ connection });
    await producer.send(numbers, { key: 'late', value: { n: 500 } });
    await producer.close();
    const seen: number[] = [];
    const next = await start({
      topic: numbers,
      handle: (records) => void seen.push(...records.map(({ value }) => value.n)),
    });
    await finished(next, 1);
    expect(seen).toEqual([500]);
    await next.stop();
  });

  it('waits outages out, of the handler and of poison, repeating only what was not done', async () => {
    const numbers = await filled([...upTo(20), 'not JSON']);
    let away = 10;
    let full = 3;
    const seen: number[] = [];
    const run = await start({
      topic: numbers,
      handle: (records) => {
        if (away-- > 0) throw Object.assign(new Error('away'), { retriable: true });
        seen.push(...records.map(({ value }) => value.n));
      },
      onPoison: () => {
        if (full-- > 0) throw Object.assign(new Error('full'), { retriable: true });
      },
    });
    await finished(run, 21);
    expect(seen.sort((a, b) => a - b)).toEqual(upTo(20));
    expect(run.stats()).toMatchObject({ handled: 20, deadLettered: 1, waitingSince: undefined });
    await run.stop();
  });

  it('sends what cannot be read or handled to the dead letters, and nothing else', async () => {
    const numbers = await filled([0, 'not JSON', 1, 2, '{"n":"four"}', 5]);
    const attempts: number[] = [];
    const seen: number[] = [];
    const letters: string[] = [];
    const run = await start({
      topic: numbers,
      maxAttempts: 2,
      handle: (records) => {
        if (records.some(({ value }) => value.n === 2)) {
          attempts.push(records.length);
          throw new Error('poison');
        }
        seen.push(...records.map(({ value }) => value.n));
      },
      onDeadLetter: (error) => letters.push(error.message),
    });
    await finished(run, 6);
    await run.stop();
    expect(seen.sort()).toEqual([0, 1, 5]);
    expect(attempts.filter((records) => records === 1)).toHaveLength(2);
    expect(letters).toHaveLength(3);
    const sent = await readAll({ connection, topic: deadLetterTopic(numbers) });
    expect(sent.map(({ value }) => value.toString()).sort()).toEqual(
      ['not JSON', '{"n":"four"}', '{"n":2}'].sort(),
    );
    const poison = sent.find(({ value }) => value.toString() === '{"n":2}');
    expect(poison?.headers).toMatchObject({
      [DeadLetterHeader.code]: 'ERR_KAFKA_POISON',
      [DeadLetterHeader.reason]: 'failed 2 times: poison',
    });
  });

  it('gives poison to whoever asks for it, and ends when that one fails', async () => {
    const numbers = await filled(['not JSON']);
    const seen: string[] = [];
    const handle = () => undefined;
    const run = await start({
      topic: numbers,
      handle,
      onPoison: (error, { value, topic: name }) => {
        seen.push(`${name}: ${value?.toString() ?? ''}: ${error.message}`);
        throw new Error('no room for it');
      },
    });
    await expect(run.done).rejects.toThrow('no room for it');
    expect(seen).toEqual([`${numbers.name}: not JSON: value: the bytes are not JSON`]);
    const next = await start({ topic: numbers, handle, onPoison: () => undefined });
    await finished(next, 1);
    await next.stop();
  });

  it('stops within its deadline while a handler hangs; the next instance gets the records', async () => {
    const numbers = await filled(upTo(5));
    let aborted = false;
    const hanging = await start({
      topic: numbers,
      batch: { maxRecords: 5, maxWaitMs: 60_000 },
      handle: (_, { signal }) =>
        new Promise(() => signal.addEventListener('abort', () => (aborted = true))),
    });
    await vi.waitFor(() => expect(hanging.stats().inFlight).toBe(5), { timeout: 15_000 });
    await hanging.stop(50);
    await hanging.done;
    expect(aborted).toBe(true);
    const seen: number[] = [];
    const next = await start({
      topic: numbers,
      handle: (records) => void seen.push(...records.map(({ value }) => value.n)),
    });
    await finished(next, 5);
    expect(seen.sort()).toEqual(upTo(5));
    await next.stop();
  });

  it('shares partitions while a handler is busy, without handling a record at two places at once', async () => {
    const numbers = await filled(upTo(40));
    const done: number[] = [];
    const handling = new Set<number>();
    const handleSlowly =
      (open: Promise<void>): ConsumeTopicOptions<string, Value>['handle'] =>
      async (records, { signal }) => {
        for (const { value } of records) {
          expect(handling.has(value.n)).toBe(false);
          handling.add(value.n);
        }
        const left = new Promise<void>((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('given up')));
        });
        try {
          await Promise.race([open, left]);
          done.push(...records.map(({ value }) => value.n));
        } finally {
          for (const { value } of records) handling.delete(value.n);
        }
      };
    let letGo = () => {};
    const opened = new Promise<void>((resolve) => (letGo = resolve));
    const first = await start({
      topic: numbers,
      batch: { maxRecords: 40, maxWaitMs: 60_000 },
      revokeTimeoutMs: 50,
      handle: handleSlowly(opened),
    });
    await vi.waitFor(() => expect(first.stats().inFlight).toBe(40), { timeout: 15_000 });
    const second = await start({ topic: numbers, handle: handleSlowly(Promise.resolve()) });
    await vi.waitFor(() => expect(second.stats().handled).toBeGreaterThan(0), { timeout: 20_000 });
    letGo();
    await vi.waitFor(() => expect(done.length).toBe(40), { timeout: 15_000 });
    expect(done.sort((a, b) => a - b)).toEqual(upTo(40));
    expect(first.stats().assigned.length + second.stats().assigned.length).toBe(4);
    await Promise.all([first.stop(), second.stop()]);
  }, 40_000);

  it('begins at the end where it is told to, and knows its commits afterwards', async () => {
    const numbers = await filled(upTo(20));
    const seen: number[] = [];
    const options = {
      topic: numbers,
      fromBeginning: false,
      handle: (records: readonly { value: Value }[]) =>
        void seen.push(...records.map(({ value }) => value.n)),
    };
    const first = await start(options);
    await first.assigned;
    const producer = await createProducer({ connection });
    // Where the end is, the client asks the broker once it has its partitions.
    await vi.waitFor(
      async () => {
        await producer.send(numbers, { key: 'key', value: { n: 100 + seen.length } });
        expect(seen).not.toEqual([]);
      },
      { timeout: 15_000 },
    );
    await first.stop();
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(100);
    const before = seen.length;
    await producer.send(numbers, { key: 'key', value: { n: 200 } });
    await producer.close();
    const second = await start(options);
    await vi.waitFor(() => expect(seen.slice(before)).toContain(200), { timeout: 15_000 });
    await second.stop();
  });

  it('tells how many records were deleted before it had read them, and reads the others', async () => {
    const numbers = await filled(upTo(40));
    const first = await start({ topic: numbers, handle: () => undefined });
    await finished(first, 40);
    await first.stop();
    // The embedded broker keeps 5 MB of a partition.
    const raw = topic({ name: numbers.name, key: stringCodec, value: bytesCodec });
    const producer = await createProducer({ connection });
    const padding = randomBytes(384 * 1024).toString('base64');
    for (const n of upTo(64)) {
      await producer.send(raw, {
        key: `key-${n}`,
        value: Buffer.from(`{"n":${n},"padding":"${padding}"}`),
      });
    }
    await producer.close();
    let expired = 0;
    const lines: string[] = [];
    const log = (_: object, line: string) => void lines.push(line);
    const second = await start({
      topic: numbers,
      connection: { ...connection, logger: { debug: log, info: log, warn: log, error: log } },
      handle: () => undefined,
      onExpired: ({ atMost }) => (expired += atMost),
    });
    await vi.waitFor(() => expect(second.stats().handled + expired).toBe(64), { timeout: 15_000 });
    await second.stop();
    expect(expired).toBeGreaterThan(0);
    expect(second.stats().handled).toBeGreaterThan(0);
    expect(lines.join('\n')).toMatch(/at most \d+ records were deleted before group .* goes on at/);
  });
});
