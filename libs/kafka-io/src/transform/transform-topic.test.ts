import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GroupConsumer } from '../consumer/group.js';
import { embeddedBroker, type EmbeddedBroker } from '../embedded/embedded-broker.js';
import { ConsumerError } from '../errors.js';
import { native } from '../native/rdkafka.js';
import { createProducer } from '../producer/producer.js';
import { readAll } from '../testing/read-all.js';
import { bytesCodec, stringCodec } from '../topic/codec.js';
import { DeadLetterHeader, deadLetterTopic } from '../dead-letters/dead-letter.js';
import { jsonCodec } from '../topic/json-codec.js';
import { topic } from '../topic/topic.js';
import { parseTraceparent } from '../trace/traceparent.js';
import { transformTopic } from './transform-topic.js';
import type { RunningTransform, TransformTopicOptions } from './types.js';

const Number_ = Type.Object({ n: Type.Integer() });
type Value = { n: number };

let broker: EmbeddedBroker;
let connection: { brokers: string };
const running: RunningTransform[] = [];

beforeAll(async () => {
  broker = await embeddedBroker();
  connection = { brokers: broker.brokers };
});
afterAll(async () => {
  await Promise.all(running.map((run) => run.stop(1_000)));
  await broker.close();
});

/** A pair of topics of its own for each test. */
function topics() {
  const name = `in-${randomUUID()}`;
  const value = jsonCodec(Number_);
  return {
    from: topic({ name, key: stringCodec, value }),
    raw: topic({ name, key: stringCodec, value: bytesCodec }),
    to: topic({ name: `out-${name}`, key: stringCodec, value }),
  };
}

async function send(
  to: ReturnType<typeof topics>,
  values: readonly (number | Buffer)[],
  keyOf = (at: number) => `key-${at % 7}`,
) {
  const producer = await createProducer({ connection });
  const bytes = (value: number | Buffer) =>
    typeof value === 'number' ? Buffer.from(JSON.stringify({ n: value })) : value;
  await producer.send(
    to.raw,
    values.map((value, at) => ({ key: keyOf(at), value: bytes(value) })),
  );
  await producer.close();
}

async function start(
  { from, to }: ReturnType<typeof topics>,
  options: Partial<TransformTopicOptions<string, Value, string, Value>> = {},
): Promise<RunningTransform> {
  const run = await transformTopic<string, Value, string, Value>({
    connection,
    from,
    to,
    groupId: `group-${from.name}`,
    // The mock cluster never lets anyone into a classic group again once its last member has left.
    groupProtocol: 'consumer',
    transform: (records) => records.map(({ key, value }) => ({ key, value: { n: value.n * 2 } })),
    backoff: { initialMs: 1, maxMs: 5 },
    ...options,
  });
  running.push(run);
  return run;
}

const finished = (run: RunningTransform, count: number) =>
  vi.waitFor(
    () => expect(run.stats().produced + run.stats().deadLettered).toBeGreaterThanOrEqual(count),
    { timeout: 15_000 },
  );

const numbers = async (pair: ReturnType<typeof topics>) =>
  (await readAll({ connection, topic: pair.to })).map(({ value }) => value.n).sort((a, b) => a - b);

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

/** The steps of a transaction that brokers do not answer: each call takes its time, and may be repeated. */
function unanswered(): { readonly restore: () => void; readonly asked: Promise<void> } {
  let tell = () => {};
  const asked = new Promise<void>((resolve) => (tell = resolve));
  const away = Object.assign(new Error('Local: Timed out'), { code: -185, isRetriable: true });
  const commit = vi.spyOn(native.Producer.prototype, 'commitTransaction').mockImplementation(((
    _ms: number,
    done: (error: unknown) => void,
  ) => {
    tell();
    setTimeout(() => done(away), 20);
  }) as never);
  return { asked, restore: () => commit.mockRestore() };
}

// The mock cluster does not keep the offsets of transactions: what a restart finds, and how instances
// share the work, is tested against a real Kafka in the end-to-end suites.
describe('transformTopic', () => {
  it('produces each record once, keys in order', async () => {
    const pair = topics();
    await send(pair, upTo(500));
    const run = await start(pair, { concurrency: 8, recordsPerCall: 5 });
    await finished(run, 500);
    await run.stop();
    await run.done;

    expect(await numbers(pair)).toEqual(upTo(500).map((n) => n * 2));
    const byKey = new Map<string | null, number[]>();
    for (const { key, value } of await readAll({ connection, topic: pair.to })) {
      byKey.set(key, [...(byKey.get(key) ?? []), value.n]);
    }
    for (const values of byKey.values()) expect(values).toEqual(values.toSorted((a, b) => a - b));
  });

  it('asks before each call how many records it is for', async () => {
    const pair = topics();
    await send(pair, upTo(20));
    const sizes: number[] = [];
    const run = await start(pair, {
      // So that they all wait already when the first call ends.
      recordsPerCall: () => sizes.length + 1,
      transform: async (records) => {
        sizes.push(records.length);
        if (sizes.length === 1) await vi.waitFor(() => expect(run.stats().inFlight).toBe(20));
        return records.map(({ key, value }) => ({ key, value }));
      },
    });
    await finished(run, 20);
    await run.stop();
    expect(sizes).toEqual([1, 2, 3, 4, 5, 5]);
  });

  it('commits by count: so many records and no more, without waiting', async () => {
    const pair = topics();
    await send(pair, upTo(25));
    const sizes: number[] = [];
    const run = await start(pair, {
      batch: { maxRecords: 10, maxWaitMs: 60_000 },
      onCommit: ({ records }) => sizes.push(records),
    });
    await finished(run, 20);
    await vi.waitFor(() => expect(run.stats().inFlight).toBe(5), { timeout: 15_000 });
    expect(sizes).toEqual([10, 10]);
    // A stop does not wait for company either.
    await run.stop();
    expect(sizes).toEqual([10, 10, 5]);
  });

  it('commits by time: what finished first waits so long for company, and no longer', async () => {
    const pair = topics();
    // In one partition: those of another may come later than the first waits.
    await send(pair, upTo(5), () => 'one');
    const WAIT_MS = 400;
    let finishedAt = 0;
    const commits: { records: number; afterMs: number }[] = [];
    const run = await start(pair, {
      recordsPerCall: 5,
      batch: { maxRecords: 1_000, maxWaitMs: WAIT_MS },
      transform: (records) => {
        finishedAt ||= Date.now();
        return records.map(({ key, value }) => ({ key, value }));
      },
      onCommit: ({ records, durationMs }) =>
        commits.push({ records, afterMs: Date.now() - durationMs - finishedAt }),
    });
    await finished(run, 5);
    expect(commits[0]?.afterMs).toBeGreaterThanOrEqual(WAIT_MS - 5);
    expect(commits.map(({ records }) => records)).toEqual([5]);
    await run.stop();
  });

  it('waits an outage out, and loses nothing by it', async () => {
    const pair = topics();
    await send(pair, upTo(20));
    let away = 10;
    const run = await start(pair, {
      transform: (records) => {
        if (away > 0) {
          away -= 1;
          throw Object.assign(new Error('the model is away'), { retriable: true });
        }
        return records.map(({ key, value }) => ({ key, value }));
      },
    });
    await finished(run, 20);
    expect(run.stats().deadLettered).toBe(0);
    expect(await numbers(pair)).toEqual(upTo(20));
    await run.stop();
  });

  it('sends what cannot be read or transformed to the dead letters, and nothing else', async () => {
    const pair = topics();
    await send(pair, [0, Buffer.from('not JSON'), 1, 2, 3, Buffer.from('{"n":"four"}')]);
    const seen: Error[] = [];
    const run = await start(pair, {
      recordsPerCall: 10,
      transform: (records) =>
        records.map(({ key, value }) => {
          if (value.n === 2) throw new Error('poison');
          return value.n === 3 ? { deadLetter: new Error('hopeless') } : { key, value };
        }),
      onDeadLetter: (error) => seen.push(error),
    });
    await finished(run, 6);
    await run.stop();
    expect(await numbers(pair)).toEqual([0, 1]);
    const letters = await readAll({ connection, topic: deadLetterTopic(pair.from) });
    expect(letters.map(({ value }) => value.toString()).sort()).toEqual(
      ['not JSON', '{"n":"four"}', '{"n":2}', '{"n":3}'].sort(),
    );
    for (const { headers } of letters) {
      expect(headers[DeadLetterHeader.topic]).toBe(pair.from.name);
      expect(headers[DeadLetterHeader.reason]).toMatch(/JSON|integer|poison|hopeless/);
    }
    expect(seen).toHaveLength(4);
  });

  it('passes a trace on to outputs and dead letters, and begins one only when asked', async () => {
    const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const tracesOf = async (options: { startTraces?: boolean }) => {
      const pair = topics();
      const producer = await createProducer({ connection });
      const messages = ['{"n":1}', 'not JSON'].flatMap((text) => [
        { key: 'traced', value: Buffer.from(text), headers: { traceparent: parent } },
        { key: 'untraced', value: Buffer.from(text) },
      ]);
      await producer.send(pair.raw, messages);
      await producer.close();
      const run = await start(pair, options);
      await finished(run, 4);
      await run.stop();
      const written = [
        ...(await readAll({ connection, topic: pair.to })),
        ...(await readAll({ connection, topic: deadLetterTopic(pair.from) })),
      ];
      return written
        .sort((a, b) => String(a.key).localeCompare(String(b.key)))
        .map(({ headers }) => headers.traceparent);
    };
    expect(await tracesOf({})).toEqual([parent, parent, undefined, undefined]);
    const begun = await tracesOf({ startTraces: true });
    expect(begun.slice(0, 2)).toEqual([parent, parent]);
    const ids = begun.slice(2).map((header) => parseTraceparent(header ?? '')?.traceId);
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain(undefined);
  });

  it('holds a bounded number of records, however far it is behind', async () => {
    const pair = topics();
    await send(pair, upTo(500));
    let most = 0;
    const run: RunningTransform = await start(pair, {
      maxInFlight: 50,
      batch: { maxRecords: 25 },
      transform: (records) => {
        most = Math.max(most, run.stats().inFlight);
        return records.map(({ key, value }) => ({ key, value }));
      },
    });
    await finished(run, 500);
    // One poll may take a record more than there was room for: members of a group have to poll.
    expect(most).toBeLessThanOrEqual(50 + 8);
    expect(await numbers(pair)).toEqual(upTo(500));
    await run.stop();
  });

  it('ends with the error, and leaves the group, when it can not read any more', async () => {
    const close = vi.spyOn(GroupConsumer.prototype, 'close');
    const pair = topics();
    await send(pair, [1]);
    const run = await start(pair);
    await run.assigned;
    const refused = new ConsumerError('may not read');
    const poll = vi.spyOn(GroupConsumer.prototype, 'poll').mockRejectedValueOnce(refused);
    await expect(run.done).rejects.toBe(refused);
    await vi.waitFor(() => expect(close.mock.settledResults[0]?.type).toBe('fulfilled'), {
      timeout: 15_000,
    });
    close.mockRestore();
    poll.mockRestore();
  });

  it('stops within its deadline while brokers are away in the middle of a transaction', async () => {
    const pair = topics();
    await send(pair, upTo(5));
    const { asked, restore } = unanswered();
    const run = await start(pair);
    await asked;
    const begun = performance.now();
    await run.stop(100);
    await run.done;
    expect(performance.now() - begun).toBeLessThan(100 + 5_000);
    expect(run.stats().committed).toBe(0);
    restore();
  });

  it('stops within its deadline while the transform hangs; the next instance gets the records', async () => {
    const pair = topics();
    await send(pair, upTo(5));
    const aborted: boolean[] = [];
    const hanging = await start(pair, {
      transform: (_, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            aborted.push(true);
            reject(signal.reason as Error);
          }),
        ),
    });
    await vi.waitFor(() => expect(hanging.stats().inFlight).toBe(5), { timeout: 15_000 });
    await hanging.stop(100);
    await hanging.done;
    expect(aborted.length).toBeGreaterThan(0);
    const next = await start(pair);
    await finished(next, 5);
    await next.stop();
    expect(await numbers(pair)).toEqual([0, 2, 4, 6, 8]);
  });
});
