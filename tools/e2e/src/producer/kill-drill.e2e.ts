import { setTimeout as delay } from 'node:timers/promises';
import { startKafka, type Kafka } from '@wikistream/kafka-local';
import { startSimulator, type Simulator } from '@wikistream/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { committedKeys, compare, expectedKeys, repeatedArticles } from './committed-articles.js';
import { startProducer, type ProducerProcess } from './producer-process.js';
import { record, type Recording } from './recording.js';

/**
 * A replay through a producer that is killed at random moments, with the broker killed and restarted
 * and connections broken in mid-frame meanwhile. `DRILL_KILLS` and `DRILL_EVENTS` make it shorter or
 * longer.
 */
const KILLS = Number(process.env.DRILL_KILLS ?? 50);
const EVENTS = Number(process.env.DRILL_EVENTS ?? 200_000);
const BROKER_RESTARTS = 3;
/** So that the replay is never over before the last kill. */
const SECONDS_PER_KILL = 2.6;

let recording: Recording;
let kafka: Kafka;
let simulator: Simulator;
let producer: ProducerProcess | undefined;

beforeAll(async () => {
  [recording, kafka] = await Promise.all([record(EVENTS), startKafka()]);
  const speed = EVENTS / 1000 / (KILLS * SECONDS_PER_KILL);
  // Topics are read as a Kafka consumer may: in runs, without an order across them.
  simulator = await startSimulator({
    replay: { file: recording.file, speed },
    readOrder: 'random',
  });
});

afterAll(async () => {
  await producer?.end('SIGKILL');
  await simulator?.stop();
  await kafka?.stop();
  await recording?.remove();
});

const start = (): ProducerProcess =>
  startProducer({ KAFKA_BROKERS: kafka.brokers, EVENTSTREAMS_URL: simulator.url });

it(
  `has every article once after ${KILLS} kills`,
  async () => {
    const expected = await expectedKeys(recording.file);
    let cutsInMidFrame = 0;
    let brokerRestarts = 0;
    let killedAtWork = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      producer = start();
      // A producer that is not connected yet has nothing to lose: most are killed at work, some before.
      const connected = until('the producer is connected', () => simulator.stats.open > 0);
      await (kill % 10 === 0 ? delay(Math.random() * 1_500) : connected);
      connected.catch(() => {});
      await delay(Math.random() * 700);
      if (kill % 2 === 0) {
        cutsInMidFrame += simulator.stats.open;
        simulator.cutConnections('torn');
      }
      if (kill % Math.max(1, Math.floor(KILLS / BROKER_RESTARTS)) === 0) {
        await kafka.kill();
        await kafka.restart();
        brokerRestarts += 1;
      }
      await delay(Math.random() * 700);
      killedAtWork += simulator.stats.open;
      await producer.end('SIGKILL');
    }
    producer = start();
    await simulator.fed;
    await until(
      'all articles are committed',
      async () => (await committedKeys(kafka.brokers)).length >= expected.length,
      120_000,
    );
    // What came twice would come now: the stream is at its end, a further transaction would show it.
    await until('the last producer is connected', () => simulator.stats.open > 0);
    expect(await producer.end('SIGTERM')).toBe(0);
    const counts = {
      events: simulator.stats.appended,
      ...compare(expected, await committedKeys(kafka.brokers)),
      kills: KILLS,
      killedAtWork,
      brokerRestarts,
      cutsInMidFrame,
      connections: simulator.stats.connections,
    };
    console.log(`kill drill: ${JSON.stringify(counts)}`);
    if (counts.repeated > 0) console.log((await repeatedArticles(kafka.brokers)).join('\n'));
    expect(counts).toMatchObject({
      present: expected.length,
      missing: 0,
      repeated: 0,
      unexpected: 0,
    });
  },
  KILLS * 12_000 + 180_000,
);
