import { KafkaJS } from '@confluentinc/kafka-javascript';
import { startKafka, type Kafka } from '@wikistream/kafka-local';
import {
  expectedArticles,
  readEvents,
  SAMPLE_FILE,
  startSimulator,
  type Simulator,
} from '@wikistream/simulator';
import { TOPICS } from '@wikistream/wiki-events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProducer, type ProducerProcess } from './producer-process.js';

/**
 * The topic as a consumer sees it that has none of this project's code and knows nine fields of a
 * record: it decodes UTF-8, parses JSON, picks the fields, and gives them to a table with columns of
 * these types. It knows of no key, no header and no schema.
 */
const COLUMNS = {
  id: 'BIGINT',
  opt_type: 'VARCHAR',
  title: 'VARCHAR',
  title_url: 'VARCHAR',
  opt_time: 'TIMESTAMP',
  contributor: 'VARCHAR',
  registration: 'TIMESTAMP',
  gender: 'VARCHAR',
  edit_count: 'INTEGER AS TEXT',
} as const;
const CIVIL_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
type Row = Record<keyof typeof COLUMNS, unknown>;

let kafka: Kafka;
let simulator: Simulator;
let producer: ProducerProcess;

beforeAll(async () => {
  [kafka, simulator] = await Promise.all([
    startKafka(),
    startSimulator({ replay: { file: SAMPLE_FILE, speed: 'max' } }),
  ]);
  producer = startProducer({ KAFKA_BROKERS: kafka.brokers, EVENTSTREAMS_URL: simulator.url });
});

afterAll(async () => {
  await producer?.end('SIGKILL');
  await simulator?.stop();
  await kafka?.stop();
});

it('gives a consumer that knows nine fields what it expects in each of them', async () => {
  const expected = await expectedRows();
  const texts = await consume(expected.length);
  const rows = texts.map((text) => pick(JSON.parse(text) as Row));
  const faults = rows.flatMap((row) =>
    Object.entries(COLUMNS)
      .filter(([name, type]) => !fits(row[name as keyof Row], type))
      .map(([name, type]) => `${name} is no ${type}: ${String(row[name as keyof Row])}`),
  );
  console.log(
    `nine fields: ${JSON.stringify({ expected: expected.length, read: rows.length, faults: faults.length })}`,
  );
  expect(faults).toEqual([]);
  expect(sorted(rows)).toEqual(sorted(expected));
  // Its records hold these fields first, and text as it is read, not as \uXXXX.
  for (const text of texts) {
    const names = Object.keys(JSON.parse(text) as object);
    expect(names.slice(0, 9)).toEqual(Object.keys(COLUMNS));
    expect(text).not.toMatch(/\\u(?!00[01])/i);
  }
});

/** Values of the first `count` records, read with the client library alone. */
async function consume(count: number): Promise<string[]> {
  const client = new KafkaJS.Kafka({
    kafkaJS: { brokers: [kafka.brokers], logLevel: KafkaJS.logLevel.NOTHING },
  });
  const admin = client.admin();
  await admin.connect();
  await expect
    .poll(() => admin.listTopics(), { timeout: 60_000 })
    .toEqual(expect.arrayContaining([TOPICS.articles]));
  await admin.disconnect();
  const consumer = client.consumer({
    kafkaJS: { groupId: 'nine-fields', fromBeginning: true },
  });
  const texts: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic: TOPICS.articles });
  await consumer.run({
    eachMessage: async ({ message }) => {
      texts.push(
        new TextDecoder('utf-8', { fatal: true }).decode(message.value ?? Buffer.alloc(0)),
      );
    },
  });
  await expect.poll(() => texts.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(count);
  await consumer.disconnect();
  return texts;
}

/** What the rows have to be, worked out from the recorded events without the code under test. */
async function expectedRows(): Promise<Row[]> {
  const wanted = new Set((await expectedArticles(SAMPLE_FILE)).map(({ eventId }) => eventId));
  const rows: Row[] = [];
  for await (const { event } of readEvents(SAMPLE_FILE)) {
    if (!wanted.delete(String(event.meta.id))) continue;
    const { id, type, title, title_url: url, timestamp, user } = event as Record<string, unknown>;
    rows.push({
      id,
      opt_type: type,
      title,
      title_url: decodeURIComponent(String(url)),
      // Shanghai has been eight hours ahead, summer and winter, since 1991.
      opt_time: new Date((Number(timestamp) + 8 * 3600) * 1000)
        .toISOString()
        .replace('T', ' ')
        .slice(0, 19),
      contributor: user,
      registration: null,
      gender: 'unknown',
      edit_count: '0',
    });
  }
  return rows;
}

const pick = (record: Row): Row =>
  Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, record[name as keyof Row]])) as Row;

function fits(value: unknown, type: (typeof COLUMNS)[keyof typeof COLUMNS]): boolean {
  switch (type) {
    case 'BIGINT':
      return Number.isSafeInteger(value);
    case 'VARCHAR':
      return typeof value === 'string';
    case 'TIMESTAMP':
      return value === null || (typeof value === 'string' && CIVIL_TIME.test(value));
    case 'INTEGER AS TEXT':
      return typeof value === 'string' && /^\d{1,9}$/.test(value);
  }
}

const sorted = (rows: readonly Row[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
