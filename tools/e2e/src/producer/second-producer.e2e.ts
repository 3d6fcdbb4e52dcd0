import { readFile } from 'node:fs/promises';
import { startKafka, type Kafka } from '@wikistream/kafka-local';
import { startSimulator, type Simulator, type WireEvent } from '@wikistream/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { committedKeys, compare, expectedKeys } from './committed-articles.js';
import { startProducer, type ProducerProcess } from './producer-process.js';
import { record, type Recording } from './recording.js';

/** A second producer is started by mistake while the first one is at work, several times over. */
const EVENTS = 40_000;
const TAKEOVERS = 2;
/** Events that happen between two looks at what became of the producers. */
const STEP = 100;

let recording: Recording;
let kafka: Kafka;
let simulator: Simulator;
let events: WireEvent[];
const producers: ProducerProcess[] = [];

beforeAll(async () => {
  [recording, kafka, simulator] = await Promise.all([
    record(EVENTS),
    startKafka(),
    startSimulator(),
  ]);
  const lines = (await readFile(recording.file, 'utf8')).trimEnd().split('\n');
  events = lines.map((line) => JSON.parse(line) as WireEvent);
});

afterAll(async () => {
  await Promise.all(producers.map((producer) => producer.end('SIGKILL')));
  await simulator?.stop();
  await kafka?.stop();
  await recording?.remove();
});

const start = (): ProducerProcess => {
  const env = { KAFKA_BROKERS: kafka.brokers, EVENTSTREAMS_URL: simulator.url };
  const producer = startProducer(env);
  producers.push(producer);
  return producer;
};

/** Waits while events go on happening: without any, a producer has nothing to write. */
const untilMeanwhile = (what: string, condition: () => boolean | Promise<boolean>) =>
  until(what, () => {
    simulator.append(...events.splice(0, STEP));
    return condition();
  });

it('ends the older producer, which says why, and every article stays once', async () => {
  const expected = await expectedKeys(recording.file);
  const committed = async () => (await committedKeys(kafka.brokers)).length;
  let atWork = start();
  for (let takeover = 1; takeover <= TAKEOVERS; takeover += 1) {
    const before = await committed();
    await untilMeanwhile('articles are committed', async () => (await committed()) > before);
    expect(atWork.exitCode).toBeUndefined();
    const older = atWork;
    atWork = start();
    await untilMeanwhile('the older producer has ended', () => older.exitCode !== undefined);
    expect(older.exitCode).toBe(1);
    expect(older.log).toContain('was taken over by another producer');
    expect(older.log).toContain('stop this instance, or give every live instance an id of its own');
    expect(older.log).toContain('ERR_KAFKA_FENCED');
  }
  expect(events.length, 'events left for the last producer').toBeGreaterThan(0);
  simulator.append(...events.splice(0));
  await until('all articles are committed', async () => (await committed()) >= expected.length);
  expect(atWork.exitCode).toBeUndefined();
  expect(await atWork.end('SIGTERM')).toBe(0);
  const counts = compare(expected, await committedKeys(kafka.brokers));
  console.log(`second producer: ${JSON.stringify({ ...counts, takeovers: TAKEOVERS })}`);
  expect(counts).toEqual({
    expected: expected.length,
    present: expected.length,
    missing: 0,
    repeated: 0,
    unexpected: 0,
  });
});
