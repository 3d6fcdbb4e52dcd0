import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { jsonCodec, readTopic, topic } from '@wikistream/kafka-io';
import { NewArticleSchema, TOPICS } from '@wikistream/wiki-events';
import { until } from '../support/until.js';
import { change, CODFW, FakeEventStreams } from '@wikistream/wiki-events/testing';

/** How hard a run is to be. */
export interface Ordeal {
  readonly brokers: string;
  readonly events: number;
  readonly kills: number;
  /** Called now and then during the run, for instance to restart a broker. */
  readonly disturb?: (kill: number) => Promise<void>;
}

/** What the topic held in the end. */
export interface Verdict {
  readonly expected: number;
  readonly found: number;
  readonly missing: number;
  readonly repeated: number;
  readonly kills: number;
  readonly connections: number;
}

const PRODUCER = new URL('../../../../apps/producer/dist/main.js', import.meta.url);

const ARTICLES = topic({ name: TOPICS.articles, value: jsonCodec(NewArticleSchema) });

/** One event in three is a new article; one in fifty comes from the other datacentre. */
const NEW_EVERY = 3;
const OTHER_EVERY = 50;

/** Replays a stream to producers that are killed again and again, and counts what arrived. */
export async function runOrdeal({ brokers, events, kills, disturb }: Ordeal): Promise<Verdict> {
  const server = new FakeEventStreams();
  const url = await server.listen();
  const expected = new Set<string>();
  for (let n = 1; n <= events; n += 1) {
    const selected = n % NEW_EVERY === 0;
    const event = change(n, { type: selected ? 'new' : ('edit' as 'new') });
    if (n % OTHER_EVERY === 0) event.meta.topic = CODFW;
    // Ten events share each millisecond.
    event.meta.dt = new Date(Date.UTC(2026, 4, 1) + Math.floor(n / 10) * 200).toISOString();
    if (selected) expected.add(event.meta.id ?? '');
    server.append(event);
  }
  server.pauseEvery = Math.max(1, Math.floor(events / (kills * 400)));
  const transactionalId = `ordeal-${process.pid}-${Date.now()}`;
  const env = {
    ...process.env,
    KAFKA_BROKERS: brokers,
    EVENTSTREAMS_URL: url,
    CONTACT: 'https://localhost/e2e',
    PRODUCER_SINCE: '2026-05-01T00:00:00Z',
    PRODUCER_TRANSACTIONAL_ID: transactionalId,
    PRODUCER_COMMIT_INTERVAL_MS: '50',
    LOG_LEVEL: 'error',
  };
  const start = (): ChildProcess =>
    fork(PRODUCER, [], {
      env,
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      const cuts = Array.from({ length: 3 }, () => ({
        cutAfter: 1 + Math.floor(Math.random() * 3_000),
        torn: Math.random() < 0.5,
      }));
      server.scripts.splice(0, Infinity, ...cuts);
      // Now and then another cluster answers, which numbers the events differently.
      if (kill % 10 === 0) server.base += 12_345;
      const before = server.requests.length;
      const producer = start();
      await disturb?.(kill);
      // Only a producer at work can lose anything: the moment is chosen once it reads.
      await until('the producer reads', () => server.requests.length > before, 120_000);
      await delay(Math.random() * 800);
      producer.kill('SIGKILL');
      await once(producer, 'exit');
    }
    server.scripts.splice(0);
    server.pauseEvery = 0;
    const last = start();
    const found = await settle(brokers, expected.size);
    last.kill();
    await once(last, 'exit');
    const distinct = new Set(found);
    const repeated = found.length - distinct.size;
    const missing = [...expected].filter((id) => !distinct.has(id)).length;
    return {
      expected: expected.size,
      found: found.length,
      missing,
      repeated,
      kills,
      connections: server.requests.length,
    };
  } finally {
    await server.close();
  }
}

/** The ids of all committed articles, read until nothing more comes. */
async function settle(brokers: string, enough: number): Promise<string[]> {
  let before = -1;
  for (let quiet = 0; quiet < 5;) {
    await delay(1_500);
    const { length: count } = await read(brokers);
    quiet = count === before ? quiet + (count >= enough ? 3 : 1) : 0;
    before = count;
  }
  return read(brokers);
}

async function read(brokers: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { value } of readTopic({ connection: { brokers }, topic: ARTICLES })) {
    ids.push(value.event_id);
  }
  return ids;
}
