import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { startKafka, type Kafka } from '@wikistream/kafka-local';
import { startSimulator, type Simulator, type WireEvent } from '@wikistream/simulator';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import { until } from '../support/until.js';
import { committedKeys, compare, expectedKeys } from './committed-articles.js';
import { startProducer, type ProducerProcess } from './producer-process.js';
import { record, type Recording } from './recording.js';

/** A machine that sleeps for longer than Kafka keeps a transaction open: it is fenced by nobody else. */
const EVENTS = 20_000;
const TRANSACTION_MS = 1_000;
/** The brokers look for transactions that took too long this often. */
const CLEANUP_MS = 100;
const STEP = 100;
const OUTLASTED = 'a transaction outlasted its timeout';

let recording: Recording;
let kafka: Kafka;
let simulator: Simulator;
let producer: ProducerProcess | undefined;

beforeAll(async () => {
  [recording, kafka, simulator] = await Promise.all([
    record(EVENTS),
    startKafka({
      properties: { 'transaction.abort.timed.out.transaction.cleanup.interval.ms': CLEANUP_MS },
    }),
    startSimulator(),
  ]);
});

afterAll(async () => {
  await producer?.end('SIGKILL');
  await simulator?.stop();
  await kafka?.stop();
  await recording?.remove();
});

it('goes on where it was after a sleep that outlasts a transaction', async () => {
  const expected = await expectedKeys(recording.file);
  const lines = (await readFile(recording.file, 'utf8')).trimEnd().split('\n');
  const events = lines.map((line) => JSON.parse(line) as WireEvent);
  const awake = startProducer({
    KAFKA_BROKERS: kafka.brokers,
    EVENTSTREAMS_URL: simulator.url,
    PRODUCER_TRANSACTION_TIMEOUT_MS: String(TRANSACTION_MS),
    PRODUCER_COMMIT_INTERVAL_MS: '10',
    LOG_LEVEL: 'warn',
  });
  producer = awake;
  onTestFailed(() => console.log(`the producer's log: ${awake.log.slice(-4_000)}`));
  const committed = async () => (await committedKeys(kafka.brokers)).length;
  let sleeps = 0;
  // Only a sleep in the middle of a transaction does it.
  while (!awake.log.includes(OUTLASTED) && events.length > 0) {
    const before = await committed();
    simulator.append(...events.splice(0, STEP));
    await until('articles are committed', async () => (await committed()) > before);
    simulator.append(...events.splice(0, STEP));
    await delay(Math.random() * 30);
    awake.signal('SIGSTOP');
    await delay(TRANSACTION_MS + 10 * CLEANUP_MS);
    sleeps += 1;
    const asleep = await committed();
    awake.signal('SIGCONT');
    // What came before the sleep may have been committed before it, too.
    simulator.append(...events.splice(0, STEP));
    await until('articles are committed after the sleep', async () => (await committed()) > asleep);
  }
  expect(awake.log).toContain(OUTLASTED);
  simulator.append(...events.splice(0));
  await until('all articles are committed', async () => (await committed()) >= expected.length);
  expect(awake.exitCode).toBeUndefined();
  expect(await awake.end('SIGTERM')).toBe(0);
  const counts = compare(expected, await committedKeys(kafka.brokers));
  console.log(`long sleep: ${JSON.stringify({ ...counts, sleeps })}`);
  expect(counts).toMatchObject({
    present: expected.length,
    missing: 0,
    repeated: 0,
    unexpected: 0,
  });
});
