import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startKafka, type Kafka } from '@wikistream/kafka-local';
import { jsonCodec, readTopic, topic } from '@wikistream/kafka-io';
import {
  expectedArticles,
  generateEvents,
  startSimulator,
  type Simulator,
} from '@wikistream/simulator';
import { NewArticleSchema, TOPICS } from '@wikistream/wiki-events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.js';

/**
 * A replay through a producer that is killed at random moments, with the broker killed and restarted
 * and connections broken in mid-frame meanwhile. `DRILL_KILLS` and `DRILL_EVENTS` make it shorter or
 * longer.
 */
const KILLS = Number(process.env.DRILL_KILLS ?? 50);
const EVENTS = Number(process.env.DRILL_EVENTS ?? 200_000);
const BROKER_KILLS = 3;
/** So that the replay is never over before the last kill. */
const SECONDS_PER_KILL = 2.6;
const BEGIN = Date.UTC(2026, 4, 1);

const PRODUCER = new URL('../../../../apps/producer/dist/main.js', import.meta.url);
const articles = topic({ name: TOPICS.articles, value: jsonCodec(NewArticleSchema) });

let folder: string;
let file: string;
let kafka: Kafka;
let simulator: Simulator;
let producer: ChildProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wikistream-drill-'));
  file = join(folder, 'events.ndjson');
  await writeFile(file, recording());
  kafka = await startKafka();
  const speed = EVENTS / 1000 / (KILLS * SECONDS_PER_KILL);
  simulator = await startSimulator({ replay: { file, speed } });
});

afterAll(async () => {
  producer?.kill('SIGKILL');
  await simulator?.stop();
  await kafka?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A thousand events a second; every tenth is an article, and some deliveries are repeated. */
function recording(): string {
  let clock = BEGIN;
  const events = generateEvents({ seed: 7, articleShare: 0.1, now: () => clock });
  let text = '';
  for (let n = 0; n < EVENTS; n += 1) {
    clock = BEGIN + n;
    const line = `${JSON.stringify(events.next().value)}\n`;
    text += n % 50 === 0 ? line + line : line;
  }
  return text;
}

function startProducer(): ChildProcess {
  return fork(PRODUCER, [], {
    env: {
      ...process.env,
      KAFKA_BROKERS: kafka.brokers,
      EVENTSTREAMS_URL: simulator.url,
      CONTACT: 'https://localhost/e2e',
      PRODUCER_SINCE: new Date(BEGIN).toISOString(),
      PRODUCER_COMMIT_INTERVAL_MS: '100',
      HEALTH_PORT: '0',
      LOG_LEVEL: 'error',
    },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** Keys and ids of all committed articles. */
async function committed(): Promise<string[]> {
  const keys: string[] = [];
  const connection = { brokers: kafka.brokers };
  for await (const { value } of readTopic({ connection, topic: articles })) {
    keys.push(`${value.wiki}:${value.id}`);
  }
  return keys;
}

it(
  `has every article once after ${KILLS} kills`,
  async () => {
    const expected = (await expectedArticles(file)).map(({ wiki, id }) => `${wiki}:${id}`);
    let cuts = 0;
    let brokerKills = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      producer = startProducer();
      // A producer that is not connected yet has nothing to lose: most are killed at work, some before.
      const connected = until('the producer is connected', () => simulator.stats.open > 0);
      await (kill % 10 === 0 ? delay(Math.random() * 1_500) : connected);
      connected.catch(() => {});
      await delay(Math.random() * 700);
      if (kill % 2 === 0) {
        cuts += simulator.stats.open;
        simulator.cutConnections('torn');
      }
      if (kill % Math.ceil(KILLS / BROKER_KILLS) === 0) {
        await kafka.kill();
        await kafka.restart();
        brokerKills += 1;
      }
      await delay(Math.random() * 700);
      producer.kill('SIGKILL');
      await once(producer, 'exit');
    }
    producer = startProducer();
    await simulator.fed;
    const found = await until(
      'all articles are committed',
      async () => {
        const keys = await committed().catch(() => []);
        return keys.length >= expected.length && keys;
      },
      120_000,
    );
    // What came twice would come now: the stream is at its end, a further transaction would show it.
    producer.kill('SIGTERM');
    await once(producer, 'exit');
    const last = await committed();
    const distinct = new Set(last);
    const missing = expected.filter((key) => !distinct.has(key)).length;
    const counts = {
      events: simulator.stats.appended,
      expected: expected.length,
      found: last.length,
      missing,
      repeated: last.length - distinct.size,
      kills: KILLS,
      brokerKills,
      cuts,
      connections: simulator.stats.connections,
    };
    console.log(`kill drill: ${JSON.stringify(counts)}`);
    expect(found.length).toBe(expected.length);
    expect(counts).toMatchObject({ missing: 0, repeated: 0, found: expected.length });
    expect(distinct).toEqual(new Set(expected));
  },
  KILLS * 12_000 + 180_000,
);
