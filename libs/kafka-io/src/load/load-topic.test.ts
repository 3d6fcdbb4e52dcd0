import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { embeddedBroker, type EmbeddedBroker } from '../embedded/embedded-broker.js';
import type { OffsetLostError } from '../errors.js';
import { native } from '../native/rdkafka.js';
import { createProducer } from '../producer/producer.js';
import { readAll } from '../testing/read-all.js';
import { bytesCodec } from '../topic/codec.js';
import { deadLetterTopic } from '../dead-letters/dead-letter.js';
import { jsonCodec } from '../topic/json-codec.js';
import { topic } from '../topic/topic.js';
import { loadTopic } from './load-topic.js';
import type { LoadTopicOptions, OffsetStore, RunningLoad } from './types.js';

let broker: EmbeddedBroker;
let connection: { brokers: string };
const running: RunningLoad[] = [];

beforeAll(async () => {
  broker = await embeddedBroker();
  connection = { brokers: broker.brokers };
});
afterAll(async () => {
  await Promise.all(running.map((run) => run.stop(1_000)));
  await broker.close();
});

/** A database in memory: a transaction works on copies, which take the place of the originals. */
class Database implements OffsetStore<{ rows: number[]; offsets: Map<number, bigint> }> {
  state = { rows: [] as number[], offsets: new Map<number, bigint>() };
  /** Transactions to fail before their commit. */
  failures = 0;
  /** Transactions that are committed without the client being told. */
  lostAnswers = 0;

  async read() {
    return this.state.offsets;
  }

  async transaction<T>(work: (tx: Database['state']) => Promise<T>): Promise<T> {
    const copy = { rows: [...this.state.rows], offsets: new Map(this.state.offsets) };
    const result = await work(copy);
    if (this.failures-- > 0) throw Object.assign(new Error('away'), { retriable: true });
    this.state = copy;
    if (this.lostAnswers-- > 0)
      throw Object.assign(new Error('connection lost'), { retriable: true });
    return result;
  }

  async lock(tx: Database['state'], _topic: string, partitions: readonly number[]) {
    return new Map([...tx.offsets].filter(([partition]) => partitions.includes(partition)));
  }

  async save(tx: Database['state'], offsets: readonly { partition: number; nextOffset: bigint }[]) {
    for (const { partition, nextOffset } of offsets) tx.offsets.set(partition, nextOffset);
  }
}

function numbersTopic() {
  return topic({
    name: `numbers-${randomUUID()}`,
    value: jsonCodec(Type.Object({ n: Type.Integer() })),
  });
}
type Numbers = ReturnType<typeof numbersTopic>;

async function send(to: Numbers, values: readonly (number | string)[]) {
  const producer = await createProducer({ connection });
  const raw = topic({ name: to.name, value: bytesCodec });
  const bytes = (value: number | string) =>
    Buffer.from(typeof value === 'number' ? JSON.stringify({ n: value }) : value);
  await producer.send(
    raw,
    values.map((value, at) => ({ key: `key-${at}`, value: bytes(value) })),
  );
  await producer.close();
}

async function start(
  source: Numbers,
  database: Database,
  lost: OffsetLostError[] = [],
  options: Partial<LoadTopicOptions<string, { n: number }, Database['state']>> = {},
) {
  const run = await loadTopic({
    connection,
    topic: source,
    groupId: `load-${source.name}`,
    groupProtocol: 'consumer',
    store: database,
    batch: { maxRecords: 50, maxWaitMs: 10 },
    backoff: { initialMs: 1, maxMs: 5 },
    write: async (tx, records) => void tx.rows.push(...records.map(({ value }) => value.n)),
    onOffsetLost: (error) => lost.push(error),
    ...options,
  });
  running.push(run);
  return run;
}

const loaded = (database: Database, count: number) =>
  vi.waitFor(() => expect(database.state.rows).toHaveLength(count), { timeout: 15_000 });
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

describe('loadTopic', () => {
  it('loads each record once, through outages of the database and a restart', async () => {
    const source = numbersTopic();
    const database = new Database();
    database.failures = 5;
    await send(source, [...upTo(200), 'not JSON']);
    const run = await start(source, database);
    await loaded(database, 200);
    await vi.waitFor(() => expect(run.stats().deadLettered).toBe(1));
    expect(run.stats()).toMatchObject({ written: 200, inFlight: 0, lag: 0 });
    await run.stop();
    await run.done;
    const letters = await readAll({ connection, topic: deadLetterTopic(source) });
    expect(letters.map(({ value }) => value.toString())).toEqual(['not JSON']);

    await send(source, [200]);
    const next = await start(source, database);
    await loaded(database, 201);
    await next.stop();
    expect(sorted(database.state.rows)).toEqual(upTo(201));
  });

  it('waits for partitions whose leader is away', async () => {
    const source = numbersTopic();
    await send(source, upTo(20));
    const query = vi.spyOn(native.KafkaConsumer.prototype, 'queryWatermarkOffsets');
    for (const code of [5, 6, 3, 9, -190]) {
      query.mockImplementationOnce(((...args: unknown[]) =>
        (args.at(-1) as (error: Error) => void)(
          Object.assign(new Error('Broker: Leader not available'), { code }),
        )) as never);
    }
    const database = new Database();
    const run = await start(source, database);
    await loaded(database, 20);
    query.mockRestore();
    await run.stop();
  });

  it('tells the newest timestamp of a batch, wherever it lies', async () => {
    const source = numbersTopic();
    const producer = await createProducer({ connection });
    const timestamps = upTo(40).map((n) => 1_700_000_000_000 + ((n * 7) % 40));
    await producer.send(
      source,
      timestamps.map((timestamp, n) => ({ key: `key-${n}`, value: { n }, timestamp })),
    );
    await producer.close();
    const newest: (number | undefined)[] = [];
    const database = new Database();
    const run = await start(source, database, [], {
      batch: { maxRecords: 40, maxWaitMs: 60_000 },
      onCommit: ({ newestTimestamp }) => newest.push(newestTimestamp),
    });
    await loaded(database, 40);
    await run.stop();
    expect(newest).toEqual([Math.max(...timestamps)]);
  });

  it('loads nothing twice when the answers to commits are lost', async () => {
    const source = numbersTopic();
    const database = new Database();
    database.lostAnswers = 3;
    await send(source, upTo(200));
    const run = await start(source, database);
    await vi.waitFor(() => expect(run.stats()).toMatchObject({ written: 200, inFlight: 0 }), {
      timeout: 15_000,
    });
    await run.stop();
    expect(database.lostAnswers).toBeLessThan(0);
    expect(sorted(database.state.rows)).toEqual(upTo(200));
  });

  it('leaves out what another owner of the partition has loaded meanwhile', async () => {
    const source = numbersTopic();
    const database = new Database();
    await send(source, upTo(100));
    const begun = database.transaction.bind(database);
    // The former owner commits its last batch right before this one's first.
    database.transaction = async (work) => {
      database.transaction = begun;
      for (let partition = 0; partition < 4; partition += 1) {
        database.state.offsets.set(partition, 5n);
      }
      return begun(work);
    };
    const run = await start(source, database);
    await loaded(database, 100 - 4 * 5);
    await run.stop();
    expect(new Set(database.state.rows).size).toBe(80);
  });

  it('begins anew, and says so, where the stored offsets lie outside the log', async () => {
    const source = numbersTopic();
    const database = new Database();
    await send(source, upTo(3));
    for (let partition = 0; partition < 4; partition += 1) {
      database.state.offsets.set(partition, 1_000n);
    }
    const lost: OffsetLostError[] = [];
    const run = await start(source, database, lost);
    await loaded(database, 3);
    expect(lost).toHaveLength(4);
    expect(lost[0]).toMatchObject({ code: 'ERR_KAFKA_OFFSET_LOST', storedOffset: 1_000n });
    await run.stop();
  });

  it('ends with the error when the database refuses', async () => {
    const source = numbersTopic();
    await send(source, [1]);
    const database = new Database();
    database.save = async () => {
      throw new Error('no such table');
    };
    const run = await start(source, database);
    await expect(run.done).rejects.toThrow('no such table');
  });

  it('stops within its deadline while the database does not tell where to begin', async () => {
    const source = numbersTopic();
    await send(source, [1]);
    const database = new Database();
    const asked = new Promise<void>((resolve) => {
      database.read = () => {
        resolve();
        return new Promise(() => undefined);
      };
    });
    const run = await start(source, database);
    await asked;
    await run.stop(50);
    await run.done;
    await expect(run.assigned).rejects.toMatchObject({ code: 'ERR_KAFKA_CLOSED' });
  });

  it('stops within its deadline while the database hangs', async () => {
    const source = numbersTopic();
    await send(source, [1]);
    const database = new Database();
    let hanging = false;
    database.transaction = () => {
      hanging = true;
      return new Promise(() => undefined);
    };
    const run = await start(source, database);
    await vi.waitFor(() => expect(hanging).toBe(true), { timeout: 15_000 });
    await run.stop(50);
    await run.done;
  });
});
