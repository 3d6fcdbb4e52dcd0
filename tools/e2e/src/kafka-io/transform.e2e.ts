import { randomBytes } from 'node:crypto';
import { KafkaJS } from '@confluentinc/kafka-javascript';
import { setTimeout as pause } from 'node:timers/promises';
import {
  admin,
  createProducer,
  DeadLetterHeader,
  deadLetterTopic,
  FencedError,
  jsonCodec,
  topic,
  transformTopic,
  type RunningTransform,
  type TransformTopicOptions,
} from '@wikistream/kafka-io';
import { readAll } from '@wikistream/kafka-io/testing';
import { startKafka, type Kafka } from '@wikistream/kafka-local';
import Type from 'typebox';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.js';

/** What transformTopic does when a real broker refuses. */
let kafka: Kafka;
let connection: { brokers: string };
const running: RunningTransform[] = [];

beforeAll(async () => {
  kafka = await startKafka({
    properties: { 'transaction.abort.timed.out.transaction.cleanup.interval.ms': 500 },
  });
  connection = { brokers: kafka.brokers };
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((run) => run.stop(1_000).catch(() => undefined)));
});
afterAll(() => kafka?.stop());

const value = jsonCodec(Type.Object({ n: Type.Integer(), text: Type.Optional(Type.String()) }));
type Value = { n: number; text?: string };
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

async function made(name: string, config: Record<string, string> = {}) {
  const topics = {
    from: topic({ name, value, partitions: 2 }),
    to: topic({ name: `${name}-out`, value, partitions: 2, config }),
  };
  const control = await admin({ connection });
  await control.ensureTopics([topics.from, topics.to]);
  await control.close();
  return topics;
}
type Pair = Awaited<ReturnType<typeof made>>;

async function start(
  { from, to }: Pair,
  options: Partial<TransformTopicOptions<string, Value, string, Value>> = {},
) {
  const run = await transformTopic<string, Value, string, Value>({
    connection,
    from,
    to,
    groupId: from.name,
    groupProtocol: 'consumer',
    transform: (records) => records.map((record) => ({ key: record.key, value: record.value })),
    ...options,
  });
  run.done.catch(() => undefined);
  running.push(run);
  return run;
}

async function send({ from }: Pair, values: readonly number[]) {
  const producer = await createProducer({ connection });
  await producer.send(
    from,
    values.map((n) => ({ key: `key-${n}`, value: { n } })),
  );
  await producer.close();
}

async function output({ to }: Pair): Promise<number[]> {
  const records = await readAll({ connection, topic: to });
  return records.map((record) => record.value.n).sort((a, b) => a - b);
}

it('ends an instance whose transactional id another one took, and nothing comes twice', async () => {
  const topics = await made('taken-over');
  const first = await start(topics, { transactionalId: 'translator-1' });
  await send(topics, upTo(100));
  await until('the first works', async () => (await output(topics)).length === 100);
  const second = await start(topics, { transactionalId: 'translator-1' });
  await send(topics, upTo(200).slice(100));
  await expect(first.done).rejects.toBeInstanceOf(FencedError);
  await until('the second has done the rest', async () => (await output(topics)).length >= 200);
  await second.stop();
  expect(await output(topics)).toEqual(upTo(200));
});

it('goes on after an outage longer than its transactions may last', async () => {
  const topics = await made('long-outage');
  const run = await start(topics, { transactionTimeoutMs: 2_000 });
  await run.assigned;
  await send(topics, upTo(50));
  await until('the first half is there', async () => (await output(topics)).length === 50);
  await send(topics, upTo(300).slice(50));
  await kafka.kill();
  // The brokers give a transaction up after two seconds.
  await pause(4_000);
  await kafka.restart();
  await until(
    'the rest is there',
    async () => (await output(topics).catch(() => [])).length >= 300,
    120_000,
  );
  await run.stop();
  await run.done;
  expect(await output(topics)).toEqual(upTo(300));
});

it('makes a dead letter of what comes out larger than the brokers take, and of nothing else', async () => {
  const topics = await made('too-large', { 'max.message.bytes': '2000' });
  const incompressible = randomBytes(5_000).toString('base64');
  const run = await start(topics, {
    transform: (records) =>
      records.map((record) => ({
        key: record.key,
        value: { n: record.value.n, text: record.value.n === 7 ? incompressible : 'x' },
      })),
  });
  await send(topics, upTo(40));
  await until('all are done', () => run.stats().produced + run.stats().deadLettered === 40);
  await run.stop();
  expect(await output(topics)).toEqual(upTo(40).filter((n) => n !== 7));
  const letters = await readAll({ connection, topic: deadLetterTopic(topics.from) });
  expect(letters.map((letter) => JSON.parse(letter.value.toString()) as unknown)).toEqual([
    { n: 7 },
  ]);
  expect(String(letters[0]?.headers[DeadLetterHeader.code])).toBe('ERR_KAFKA_DELIVERY');
});

it('begins where the group stands, however the group changes while a transaction is open', async () => {
  const topics = await made('open-offsets');
  await send(topics, upTo(100));
  const first = await start(topics);
  await until('the first has done its part', async () => (await output(topics)).length === 100);
  await first.stop();
  const transaction = await openOffsets(topics);

  const second = await start(topics);
  await send(topics, upTo(200).slice(100));
  for (let round = 0; round < 3; round += 1) {
    const guest = await start(topics);
    await until('the group has a second member', async () => (await members(topics)) === 2);
    await guest.stop();
  }
  expect(await output(topics), 'nobody knows yet where to begin').toEqual(upTo(100));
  await transaction.commit();
  await until('the rest is done', async () => (await output(topics)).length >= 200);
  await second.stop();
  expect(await output(topics)).toEqual(upTo(200));
});

const nativeClient = () =>
  new KafkaJS.Kafka({
    kafkaJS: { brokers: [kafka.brokers], logLevel: KafkaJS.logLevel.NOTHING },
  });

async function members({ from }: Pair): Promise<number> {
  const control = nativeClient().admin();
  await control.connect();
  const { groups } = await control.describeGroups([from.name]);
  await control.disconnect();
  return groups[0]?.members.length ?? 0;
}

/** Where the group stands, sent once more in a transaction that nobody has ended yet. */
async function openOffsets({ from }: Pair): Promise<{ commit(): Promise<void> }> {
  const client = nativeClient();
  const consumer = client.consumer({ kafkaJS: { groupId: from.name } });
  const producer = client.producer({ kafkaJS: { transactionalId: `${from.name}-open` } });
  await Promise.all([consumer.connect(), producer.connect()]);
  const control = await admin({ connection });
  const lag = await control.lag(from.name, [from.name]);
  await control.close();
  const transaction = await producer.transaction();
  const partitions = lag.map(({ partition, committed }) => ({
    partition,
    offset: String(committed),
  }));
  await transaction.sendOffsets({ consumer, topics: [{ topic: from.name, partitions }] });
  return {
    commit: async () => {
      await transaction.commit();
      await Promise.all([consumer.disconnect(), producer.disconnect()]);
    },
  };
}
