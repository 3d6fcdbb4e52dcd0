import { setTimeout as delay } from 'node:timers/promises';
import {
  admin,
  bytesCodec,
  createProducer,
  jsonCodec,
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
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Instances } from '../support/instances.js';
import {
  startPipelineDatabase,
  type PipelineDatabaseServer,
} from '../support/pipeline-database.js';
import { StopWatch } from '../support/stop-watch.js';
import { until } from '../support/until.js';

const KILLS = Number(process.env.LOADER_DRILL_KILLS ?? 10);
const ARTICLES_PER_ROUND = 2_000;
const GARBAGE_PER_ROUND = 2;
const BROKER_DIES_EVERY = 4;

const articles = topic({
  name: TOPICS.articles,
  value: jsonCodec(NewArticleSchema),
  partitions: 4,
});
const translations = topic({
  name: TOPICS.translations,
  value: jsonCodec(TranslatedArticleSchema),
  partitions: 4,
});
const anything = topic({ name: TOPICS.articles, value: bytesCodec });

let kafka: Kafka;
let database: PipelineDatabaseServer;
let feed: Producer;
let loaders: Instances;

beforeAll(async () => {
  [kafka, database] = await Promise.all([
    startKafka({
      properties: {
        'group.consumer.min.session.timeout.ms': 1_000,
        'group.consumer.session.timeout.ms': 3_000,
        'group.consumer.min.heartbeat.interval.ms': 300,
        'group.consumer.heartbeat.interval.ms': 500,
      },
    }),
    startPipelineDatabase(),
  ]);
  // Every committed write of a row leaves a trace: a record loaded twice would leave two.
  await database.pool.query(`
    create table written (relation text, event_id text);
    create function note() returns trigger language plpgsql as
      $$ begin insert into written values (tg_table_name, new.event_id); return new; end $$;
    create trigger note after insert or update on ods_wiki_new_table for each row execute function note();
    create trigger note after insert or update on ods_wiki_new_translator_table for each row execute function note();`);
  const connection = { brokers: kafka.brokers };
  const brokers = await admin({ connection });
  await brokers.ensureTopics([articles, translations]);
  await brokers.close();
  feed = await createProducer({ connection, deliveryTimeoutMs: 30_000 });
  loaders = new Instances('loader', {
    KAFKA_BROKERS: kafka.brokers,
    KAFKA_GROUP_PROTOCOL: 'consumer',
    DATABASE_URL: database.url,
    DATABASE_TARGET: 'postgres',
  });
});

afterAll(async () => {
  loaders?.killAll();
  await feed?.close();
  await kafka?.stop();
  await database?.stop();
});

it(`every record is written once through ${KILLS} kills, crashes of database and broker, cut connections`, async ({
  signal,
  onTestFailed,
}) => {
  onTestFailed(() => console.info(loaders.report()));
  const watch = new StopWatch('loader drill');
  let brokerKills = 0;
  let sent = 0;
  let crashes = 0;
  let cuts = 0;
  loaders.start();
  loaders.start();
  for (let round = 0; round < KILLS; round += 1) {
    signal.throwIfAborted();
    const values = Array.from({ length: ARTICLES_PER_ROUND }, () => article((sent += 1)));
    await feed.send(
      articles,
      values.map((value) => ({ key: keyOf(value), value })),
    );
    await feed.send(
      translations,
      values.map((value) => ({ key: keyOf(value), value: { ...value, ...translated } })),
    );
    await feed.send(
      anything,
      Array.from({ length: GARBAGE_PER_ROUND }, () => ({ key: null, value: Buffer.from('{') })),
    );
    await delay(Math.random() * 1_200);
    if (round % 3 === 1) {
      await database.crash();
      crashes += 1;
    } else if (round % 3 === 2) {
      const { rowCount } = await database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where pid <> pg_backend_pid() and backend_type = 'client backend'`,
      );
      cuts += rowCount ?? 0;
    }
    watch.lap('work');
    if (round % BROKER_DIES_EVERY === 2) {
      await kafka.kill();
      await kafka.restart();
      brokerKills += 1;
      // Partitions may have no leader yet: a loader that begins now has to wait for it.
      loaders.start();
      await loaders.stop();
      watch.lap('broker');
    }
    await delay(Math.random() * 800);
    await loaders.kill();
    loaders.start();
    watch.lap('kill');
    console.info(watch.line(`round ${round + 1} of ${KILLS}`));
  }

  const rows = (table: string) => database.number(`select count(*) from ${table}`);
  await until(
    'every record is in its table',
    async () =>
      (await rows('ods_wiki_new_table')) >= sent &&
      (await rows('ods_wiki_new_translator_table')) >= sent,
    120_000,
    signal,
  );
  watch.lap('rest');
  await loaders.stopAll();
  watch.lap('stop');
  console.info(watch.line('end'));

  const counts = {
    sent: 2 * sent,
    rows: (await rows('ods_wiki_new_table')) + (await rows('ods_wiki_new_translator_table')),
    writes: await rows('written'),
    writtenTwice: await database.number(
      'select count(*) from (select from written group by relation, event_id having count(*) > 1) as twice',
    ),
    joined: await database.number(
      `select count(*) from dwd_wiki_new_detail where translation_status = 'translated'`,
    ),
    garbage: KILLS * GARBAGE_PER_ROUND,
    kills: loaders.kills,
    cutOff: loaders.cutOff,
    brokerKills,
    crashes,
    cuts,
  };
  console.info(`loader kill drill: ${JSON.stringify(counts)}`);
  expect(counts).toMatchObject({
    rows: 2 * sent,
    writes: 2 * sent,
    writtenTwice: 0,
    joined: sent,
  });
  expect(loaders.surprises).toEqual([]);
}, 300_000);

const translated = {
  title_zh: '条目',
  translated_at: '2026-05-01 08:00:02',
  translation_status: 'translated',
  translator: 'test',
} as const;

function keyOf({ wiki, id }: NewArticle): string {
  return `${wiki}:${id}`;
}

function article(id: number): NewArticle {
  return {
    id,
    opt_type: 'new',
    title: `Artikel ${id}`,
    title_url: `https://de.wikipedia.org/wiki/Artikel_${id}`,
    opt_time: '2026-05-01 08:00:00',
    contributor: 'Ada',
    registration: null,
    gender: null,
    edit_count: null,
    event_id: `event-${id}`,
    wiki: 'dewiki',
    language_code: 'de',
    event_time: '2026-05-01T00:00:00Z',
  };
}
