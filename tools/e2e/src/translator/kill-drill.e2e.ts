import { setTimeout as delay } from 'node:timers/promises';
import {
  admin,
  bytesCodec,
  createProducer,
  deadLetterTopic,
  isRetriable,
  jsonCodec,
  readTopic,
  topic,
  type Producer,
} from '@wikistream/kafka-io';
import { startKafka, type Kafka } from '@wikistream/kafka-local';
import {
  NewArticleSchema,
  TOPICS,
  TranslatedArticleSchema,
  type NewArticle,
} from '@wikistream/wiki-events';
import { expect, it } from 'vitest';
import { Instances } from '../support/instances.js';
import { StopWatch } from '../support/stop-watch.js';
import { until } from '../support/until.js';
import { MoodyModel } from './moody-model.js';

/**
 * Three translators share a topic while they are killed at random moments, asked to stop, and their
 * model server hangs, errors, answers rubbish and dies; the broker is killed as well. `TRANSLATOR_DRILL_KILLS`
 * makes it longer or shorter.
 */
const KILLS = Number(process.env.TRANSLATOR_DRILL_KILLS ?? 30);
const INSTANCES = 3;
const BROKER_DIES_EVERY = 5;
const PARTITIONS = 6;
/** Every title comes several times under one key, so that an order per key can be seen. */
const KEYS_PER_ROUND = 100;
const VERSIONS = 3;
const GARBAGE_PER_ROUND = 2;
const SESSION_MS = 3_000;
const REPEATS_TOLD = 20;

const articles = topic({
  name: TOPICS.articles,
  value: jsonCodec(NewArticleSchema),
  partitions: PARTITIONS,
});
const translations = topic({
  name: TOPICS.translations,
  value: jsonCodec(TranslatedArticleSchema),
  partitions: PARTITIONS,
});
const anything = topic({ name: TOPICS.articles, value: bytesCodec });

/** What a drill works with; each has its own, so that one that is given up can not disturb the next. */
interface Stage {
  readonly kafka: Kafka;
  readonly model: MoodyModel;
  readonly instances: Instances;
  readonly feed: Producer;
  readonly signal: AbortSignal;
}

type Protocol = 'consumer' | 'classic';

for (const protocol of ['consumer', 'classic'] as const) {
  // The first protocol takes most of the kills, the second proves its own rebalances.
  const kills = protocol === 'consumer' ? KILLS : Math.ceil(KILLS / 3);
  it(
    `every title once and in order after ${kills} kills (group protocol ${protocol})`,
    async ({ signal, onTestFinished, onTestFailed }) => {
      const stage = await setUp(protocol, signal, onTestFinished);
      onTestFailed(() => console.info(stage.instances.report()));
      await drill(stage, protocol, kills);
    },
    kills * 6_000 + 240_000,
  );
}

async function setUp(
  protocol: Protocol,
  signal: AbortSignal,
  afterwards: (work: () => Promise<void> | void) => void,
): Promise<Stage> {
  const kafka = await startKafka({
    properties: {
      'group.min.session.timeout.ms': 1_000,
      'group.consumer.min.session.timeout.ms': 1_000,
      'group.consumer.session.timeout.ms': SESSION_MS,
      'group.consumer.min.heartbeat.interval.ms': 300,
      'group.consumer.heartbeat.interval.ms': 500,
    },
  });
  afterwards(() => kafka.stop());
  const model = await MoodyModel.start();
  afterwards(() => model.close());
  const connection = { brokers: kafka.brokers };
  const brokers = await admin({ connection });
  await brokers.ensureTopics([articles, translations]);
  await brokers.close();
  const feed = await createProducer({ connection, deliveryTimeoutMs: 30_000 });
  afterwards(() => feed.close());
  const instances = new Instances('translator', {
    KAFKA_BROKERS: kafka.brokers,
    KAFKA_GROUP_PROTOCOL: protocol,
    KAFKA_SESSION_TIMEOUT_MS: String(SESSION_MS),
    TRANSLATOR_BACKEND: 'ollama',
    TRANSLATOR_TIMEOUT_SECONDS: '1',
    TRANSLATOR_CONCURRENCY: '8',
    TRANSLATOR_CACHE_TITLES: '0',
    // One title in each request, or as many as the trials of each instance make it.
    TRANSLATOR_TITLES_PER_REQUEST: protocol === 'classic' ? 'auto' : '1',
    OLLAMA_HOST: model.url,
  });
  afterwards(() => instances.killAll());
  return { kafka, model, instances, feed, signal };
}

async function drill(stage: Stage, protocol: Protocol, kills: number): Promise<void> {
  const { kafka, model, instances, signal } = stage;
  /** Key → event ids in the order they were sent. */
  const sent = new Map<string, string[]>();
  const garbage: string[] = [];
  let brokerKills = 0;
  const watch = new StopWatch(`translator drill, ${protocol}`);
  const committedNow = async (stop: AbortSignal) => {
    try {
      return (await committed(kafka, stop)).length;
    } catch (error) {
      stop.throwIfAborted();
      // The broker may still be on its way back.
      if (!isRetriable(error)) console.info(`reading what is committed: ${String(error)}`);
      return 0;
    }
  };

  for (let n = 0; n < INSTANCES; n += 1) instances.start();
  await sendRound(stage, 0, sent, garbage);
  await until(
    'the first titles are translated',
    async (stop) => (await committedNow(stop)) > 0,
    60_000,
    signal,
  );
  watch.lap('start');
  for (let round = 1; round <= kills; round += 1) {
    signal.throwIfAborted();
    await sendRound(stage, round, sent, garbage);
    watch.lap('send');
    if (round % 2 === 0) model.misbehave();
    const dies = round % 5 === 0;
    if (dies) await model.die();
    await delay(Math.random() * 800);
    watch.lap('work');
    await instances.kill();
    instances.start();
    watch.lap('kill');
    if (round % 4 === 0) {
      // A rebalance of the friendly kind.
      await instances.stop();
      instances.start();
      watch.lap('stop');
    }
    if (round % BROKER_DIES_EVERY === 0) {
      await kafka.kill();
      await kafka.restart();
      brokerKills += 1;
      watch.lap('broker');
    }
    await delay(Math.random() * 800);
    if (dies) await model.comeBack();
    watch.lap('work');
    console.info(watch.line(`round ${round} of ${kills}`));
  }

  const expected = [...sent.values()].flat().length;
  let seen = 0;
  await until(
    'every title is translated',
    async (stop) => (seen = await committedNow(stop)) >= expected,
    180_000,
    signal,
  ).catch((cause: unknown) => {
    throw new Error(`${seen} of ${expected} titles after ${instances.kills} kills`, { cause });
  });
  watch.lap('rest');
  await instances.stopAll();
  watch.lap('stop');

  // What came twice would be there by now: everybody has stopped in good order.
  const found = await committed(kafka, signal);
  const byKey = groupBy(found, ({ key }) => key);
  const dead = await deadLetters(kafka, signal);
  watch.lap('read');
  console.info(watch.line('end'));
  const counts = {
    protocol,
    sent: expected,
    found: found.length,
    missing: [...sent.values()].flat().filter(notIn(found.map(({ event }) => event))).length,
    repeated: found.length - new Set(found.map(({ event }) => event)).size,
    outOfOrder: [...sent].filter(
      ([key, events]) =>
        JSON.stringify(events) !== JSON.stringify(byKey.get(key)?.map((f) => f.event)),
    ).length,
    garbage: garbage.length,
    deadLetters: dead.length,
    kills: instances.kills,
    cutOff: instances.cutOff,
    gracefulStops: instances.gracefulStops,
    brokerKills,
    modelDeaths: model.deaths,
    misbehaviours: model.misbehaviours,
    mostTitlesInRequest: model.mostTitles,
    statuses: Object.fromEntries(
      [...groupBy(found, ({ status }) => status)].map(([status, all]) => [status, all.length]),
    ),
  };
  console.info(`translator kill drill: ${JSON.stringify(counts)}`);
  const repeats = [...groupBy(found, ({ event }) => event)].filter(([, all]) => all.length > 1);
  for (const [event, all] of repeats.slice(0, REPEATS_TOLD)) {
    console.info(`${event} is at ${all.map(({ place }) => place).join(', ')}`);
  }
  expect(counts).toMatchObject({ missing: 0, repeated: 0, outOfOrder: 0, found: expected });
  // With `auto` titles share requests, otherwise never.
  expect(model.mostTitles > 1).toBe(protocol === 'classic');
  expect(dead.sort()).toEqual(garbage.sort());
  expect(instances.surprises).toEqual([]);
}

/** One round of titles, each with several versions, and some records that are no articles. */
async function sendRound(
  { feed }: Stage,
  round: number,
  sent: Map<string, string[]>,
  garbage: string[],
): Promise<void> {
  for (let version = 0; version < VERSIONS; version += 1) {
    await feed.send(
      articles,
      Array.from({ length: KEYS_PER_ROUND }, (_, n) => {
        const value = article(round * KEYS_PER_ROUND + n, version);
        const key = `${value.wiki}:${value.id}`;
        sent.set(key, [...(sent.get(key) ?? []), value.event_id]);
        return { key, value };
      }),
    );
  }
  const bytes = Array.from({ length: GARBAGE_PER_ROUND }, (_, n) => `{"round":${round},"n":${n}`);
  garbage.push(...bytes);
  await feed.send(
    anything,
    bytes.map((text) => ({ key: null, value: Buffer.from(text) })),
  );
}

function article(id: number, version: number): NewArticle {
  return {
    id,
    opt_type: 'new',
    title: `Artikel ${id} in Fassung ${version}`,
    title_url: `https://de.wikipedia.org/wiki/Artikel_${id}`,
    opt_time: '2026-05-01 08:00:00',
    contributor: 'Ada',
    registration: null,
    gender: 'unknown',
    edit_count: '0',
    event_id: `event-${id}-${version}`,
    wiki: 'dewiki',
    language_code: 'de',
    event_time: '2026-05-01T00:00:00Z',
  };
}

interface Found {
  readonly key: string;
  readonly event: string;
  readonly status: string;
  /** Partition, offset and time. */
  readonly place: string;
}

/** What a reader of committed records finds, each partition in its order. */
async function committed(kafka: Kafka, signal: AbortSignal): Promise<Found[]> {
  const found: Found[] = [];
  const connection = { brokers: kafka.brokers };
  for await (const { value, partition, offset, timestamp } of readTopic({
    connection,
    topic: translations,
    signal,
  })) {
    found.push({
      key: `${value.wiki}:${value.id}`,
      event: value.event_id,
      status: value.translation_status,
      place: `${partition}/${offset} since ${new Date(Number(timestamp)).toISOString()}`,
    });
  }
  return found;
}

async function deadLetters(kafka: Kafka, signal: AbortSignal): Promise<string[]> {
  const found: string[] = [];
  const connection = { brokers: kafka.brokers };
  for await (const { value } of readTopic({
    connection,
    topic: deadLetterTopic(articles),
    signal,
  })) {
    found.push(String(value));
  }
  return found;
}

function notIn(values: readonly string[]): (value: string) => boolean {
  const set = new Set(values);
  return (value) => !set.has(value);
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
