import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KafkaJS } from '@confluentinc/kafka-javascript';
import {
  admin,
  consumeTopic,
  createProducer,
  jsonCodec,
  loadTopic,
  topic,
  transformTopic,
  type OffsetStore,
} from '@wikistream/kafka-io';
import { startKafka, type Kafka } from '@wikistream/kafka-local';
import Type from 'typebox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.js';

/** Records that are gone before they were read, by retention or a power cut: counted, and told of. */
let folder: string;
let kafka: Kafka;
let connection: { brokers: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wikistream-lost-log-'));
  kafka = await startKafka({ dataDir: folder });
  connection = { brokers: kafka.brokers };
});
afterAll(async () => {
  await kafka?.stop();
  await rm(folder, { recursive: true, force: true });
});

const value = jsonCodec(Type.Object({ n: Type.Integer(), text: Type.String() }));

async function made(name: string, partitions = 2) {
  const numbers = topic({ name, value, partitions });
  const control = await admin({ connection });
  await control.ensureTopics([numbers]);
  await control.close();
  return numbers;
}
type Numbers = Awaited<ReturnType<typeof made>>;

/** One request for each, so that the log can be cut between any two. */
async function send(numbers: Numbers, from: number, to: number, text = '') {
  const producer = await createProducer({ connection });
  for (let n = from; n < to; n += 1) {
    await producer.send(numbers, { key: `key-${n}`, value: { n, text } });
  }
  await producer.close();
}

/** Deletes what lies before these offsets, as retention does. */
async function deleteBefore({ name }: Numbers, offsets: Readonly<Record<number, number>>) {
  const client = new KafkaJS.Kafka({
    kafkaJS: { brokers: [kafka.brokers], logLevel: KafkaJS.logLevel.NOTHING },
  });
  const control = client.admin();
  await control.connect();
  await control.deleteTopicRecords({
    topic: name,
    partitions: Object.entries(offsets).map(([partition, offset]) => ({
      partition: Number(partition),
      offset: String(offset),
    })),
  });
  await control.disconnect();
}

async function ends({ name }: Numbers): Promise<Record<number, number>> {
  const control = await admin({ connection });
  const ranges = await control.offsets(name);
  await control.close();
  return Object.fromEntries(ranges.map(({ partition, end }) => [partition, end]));
}

/** What one of the consumers did, and what it was told. */
class Account {
  readonly seen: number[] = [];
  readonly warnings: string[] = [];
  expired = 0;
  /** While it is set, records wait for it. */
  gate: Promise<void> = Promise.resolve();

  readonly connection = {
    ...connection,
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (_: object, line: string) => void this.warnings.push(line),
      error: (_: object, line: string) => void this.warnings.push(line),
    },
  };
  readonly onExpired = ({ atMost }: { atMost: number }) => void (this.expired += atMost);

  readonly take = async (records: readonly { value: { n: number } }[]) => {
    await this.gate;
    this.seen.push(...records.map((record) => record.value.n));
  };
}

interface Running {
  stop(): Promise<void>;
  stats(): { readonly lag: number; readonly inFlight: number };
}

/** Offsets by topic in memory, which is all a database has to do here. */
type Offsets = Map<string, Map<number, bigint>>;
const offsets: Offsets = new Map();
const store: OffsetStore<Offsets> = {
  read: async (name) => new Map(offsets.get(name)),
  transaction: (work) => work(offsets),
  lock: async (tx, name) => new Map(tx.get(name)),
  save: async (tx, saved) => {
    for (const { topic: name, partition, nextOffset } of saved) {
      tx.set(name, new Map(tx.get(name)).set(partition, nextOffset));
    }
  },
};

const consumers: Record<string, (numbers: Numbers, account: Account) => Promise<Running>> = {
  consumeTopic: (numbers, { connection, take, onExpired }) =>
    consumeTopic({ connection, topic: numbers, groupId: numbers.name, handle: take, onExpired }),
  transformTopic: (numbers, { connection, take, onExpired }) =>
    transformTopic({
      connection,
      from: numbers,
      to: topic({ ...numbers, name: `${numbers.name}-out` }),
      groupId: numbers.name,
      groupProtocol: 'consumer',
      maxInFlight: 10,
      transform: async (records) => {
        await take(records);
        return records.map(({ key, value: same }) => ({ key, value: same }));
      },
      onExpired,
    }),
  loadTopic: (numbers, { connection, take, onExpired }) =>
    loadTopic({
      connection,
      topic: numbers,
      groupId: numbers.name,
      store,
      write: (_, records) => take(records),
      onExpired,
    }),
};
const each = Object.entries(consumers);

it.each(each)('%s counts what was deleted while it was away', async (name, start) => {
  const numbers = await made(`away-${name}`);
  await send(numbers, 0, 40);
  const before = new Account();
  const first = await start(numbers, before);
  await until(
    'the first are read',
    () => before.seen.length === 40 && first.stats().inFlight === 0,
  );
  await first.stop();
  expect(before.expired).toBe(0);

  await send(numbers, 40, 100);
  // Of one partition all that is there, of the other all but ten.
  const end = await ends(numbers);
  await deleteBefore(numbers, { 0: end[0]!, 1: end[1]! - 10 });
  const after = new Account();
  const second = await start(numbers, after);
  await until('all is accounted for', () => after.seen.length + after.expired === 60);
  await until('nothing is left', () => second.stats().lag === 0);
  expect(after.seen).toHaveLength(10);
  expect(after.warnings.filter((line) => line.includes('were deleted before'))).toHaveLength(2);
  await send(numbers, 100, 120);
  await until('it goes on', () => after.seen.length === 30);
  await second.stop();
  expect(after.expired).toBe(50);
});

it.each(each)('%s counts what was deleted while it was behind', async (name, start) => {
  const numbers = await made(`behind-${name}`, 1);
  // More than a consumer asks for ahead of its work, and no way to make it smaller.
  const text = randomBytes(300 * 1024).toString('base64');
  const account = new Account();
  let open = () => {};
  account.gate = new Promise((resolve) => (open = resolve));
  const run = await start(numbers, account);
  await send(numbers, 0, 120, text);
  await until('some are held', () => run.stats().inFlight > 0);
  await deleteBefore(numbers, await ends(numbers));
  await send(numbers, 120, 130);
  open();
  await until('all is accounted for', () => account.seen.length + account.expired === 130);
  await run.stop();
  expect(account.expired).toBeGreaterThan(0);
  expect(account.seen.slice(-10)).toEqual([120, 121, 122, 123, 124, 125, 126, 127, 128, 129]);
  console.log(`${name}: 130 sent, ${account.seen.length} read, ${account.expired} deleted unread`);
});

it('reads a log again that a power cut has shortened, and says so', async () => {
  const numbers = await made('cut', 1);
  await send(numbers, 0, 100);
  const before = new Account();
  const first = await consumers['consumeTopic']!(numbers, before);
  await until('all are read', () => before.seen.length === 100 && first.stats().lag === 0);
  await first.stop();

  await kafka.kill();
  const log = join(folder, 'logs', 'cut-0', '00000000000000000000.log');
  await truncate(log, Math.floor((await stat(log)).size / 2));
  await kafka.restart();
  const kept = (await ends(numbers))[0]!;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(100);

  const after = new Account();
  const second = await consumers['consumeTopic']!(numbers, after);
  await send(numbers, 1_000, 1_010);
  await until('the new ones are read', () => after.seen.includes(1_009));
  await second.stop();
  expect(after.seen).toHaveLength(kept + 10);
  expect(after.warnings.join('\n')).toContain(
    'was cut or made anew: it is read again from offset 0',
  );
  console.log(`power cut: ${kept} of 100 records left; all of them read again, 10 new ones too`);
});
