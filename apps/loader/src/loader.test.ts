import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import {
  bytesCodec,
  createProducer,
  embeddedBroker,
  jsonCodec,
  stringCodec,
  topic,
  type EmbeddedBroker,
} from '@wikistream/kafka-io';
import { compileSchema, pipelineSchema } from '@wikistream/risingwave-schema';
import { createLogger, Health, readSettings, type RunningApp } from '@wikistream/service-kit';
import {
  articleKey,
  NewArticleSchema,
  TOPICS,
  TranslatedArticleSchema,
  type NewArticle,
} from '@wikistream/wiki-events';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startLoader } from './loader.js';
import { LoaderSettings } from './settings.js';
import { MutableProxy } from './testing/mutable-proxy.js';

const ARTICLES = topic({
  name: TOPICS.articles,
  key: stringCodec,
  value: jsonCodec(NewArticleSchema),
});
const TRANSLATIONS = topic({
  name: TOPICS.translations,
  key: stringCodec,
  value: jsonCodec(TranslatedArticleSchema),
});
const RAW_ARTICLES = topic({ name: TOPICS.articles, key: stringCodec, value: bytesCodec });

let broker: EmbeddedBroker;
let db: PGlite;
let socket: PGLiteSocketServer;
let metrics: Registry;
let health: Health;
const running: RunningApp[] = [];

beforeAll(async () => {
  [broker, db] = await Promise.all([embeddedBroker(), PGlite.create()]);
  for (const { sql } of compileSchema(pipelineSchema, 'postgres')) await db.exec(sql);
  socket = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 4 });
  await socket.start();
});

afterAll(async () => {
  for (const app of running) await app.stop?.(5_000);
  await socket.stop();
  await Promise.all([db.close(), broker.close()]);
});

async function start(scope = 'test', env: NodeJS.ProcessEnv = {}): Promise<RunningApp> {
  metrics = new Registry();
  health = new Health();
  const app = await startLoader({
    settings: readSettings(LoaderSettings, new Map(), {
      KAFKA_BROKERS: broker.brokers,
      DATABASE_URL: `postgres://postgres@${socket.getServerConn()}/postgres`,
      DATABASE_TARGET: 'postgres',
      KAFKA_OFFSETS_SCOPE: scope,
      LOADER_DATABASE_CONNECTIONS: '1',
      ...env,
    }),
    logger: createLogger({ name: 'loader', level: 'silent', format: 'json' }),
    metrics,
    health,
    signal: new AbortController().signal,
    args: [],
  });
  running.push(app);
  return app;
}

async function send(articles: readonly NewArticle[]): Promise<void> {
  const producer = await createProducer({ connection: { brokers: broker.brokers } });
  await producer.send(
    ARTICLES,
    articles.map((value) => ({ key: articleKey(value), value })),
  );
  await producer.close();
}

const article = (id: number, title = `Artikel ${id}`, wiki = 'dewiki'): NewArticle => ({
  id,
  opt_type: 'new',
  title,
  title_url: `https://de.wikipedia.org/wiki/${title}`,
  opt_time: '2026-02-28 23:59:59',
  contributor: 'Ъ "quoted" \\ 中',
  registration: null,
  gender: 'unknown',
  edit_count: '0',
  event_id: `event-${wiki}-${id}`,
  wiki,
  language_code: 'de',
  event_time: '2026-02-28T15:59:59Z',
  bot: true,
});

const rows = async (where = 'true') =>
  (
    await db.query<{ wiki: string; id: number; title: string }>(
      `select wiki, id::int, title from ods_wiki_new_table where ${where} order by wiki, id`,
    )
  ).rows;

async function metric(name: string): Promise<number> {
  const values = (await metrics.getSingleMetric(name)?.get())?.values ?? [];
  return values.reduce((total, { value }) => total + value, 0);
}

it('loads both topics, the last message of a key winning, two wikis sharing an id apart', async () => {
  await send([article(1), article(2), article(1, 'Neuer Titel'), article(1, 'Titre', 'frwiki')]);
  const producer = await createProducer({ connection: { brokers: broker.brokers } });
  await producer.send(TRANSLATIONS, [
    {
      key: 'dewiki:1',
      value: {
        ...article(1),
        title_zh: null,
        translated_at: '2026-03-01 00:00:05',
        translation_status: 'failed',
        translator: 'transcription',
      },
    },
  ]);
  await producer.close();

  const app = await start();
  await vi.waitFor(async () => expect(await rows()).toHaveLength(3), { timeout: 15_000 });
  expect(await rows()).toEqual([
    { wiki: 'dewiki', id: 1, title: 'Neuer Titel' },
    { wiki: 'dewiki', id: 2, title: 'Artikel 2' },
    { wiki: 'frwiki', id: 1, title: 'Titre' },
  ]);
  expect(await rows('bot')).toHaveLength(3);
  await vi.waitFor(
    async () =>
      expect(
        (await db.query('select title_zh, translation_status from ods_wiki_new_translator_table'))
          .rows,
      ).toEqual([{ title_zh: null, translation_status: 'failed' }]),
    { timeout: 15_000 },
  );
  await app.stop?.(5_000);
  await app.done;
});

it('goes on after a stop where the rows end, and sends what it cannot store to the dead letters', async () => {
  // A row changed behind the loader's back shows whether an old record is loaded again.
  await db.exec(
    "update ods_wiki_new_table set title = 'untouched' where wiki = 'dewiki' and id = 2",
  );
  const producer = await createProducer({ connection: { brokers: broker.brokers } });
  await producer.send(RAW_ARTICLES, [
    { key: 'x', value: Buffer.from('{"id":') },
    { key: 'y', value: Buffer.from(JSON.stringify(article(9, 'a\0b'))) },
  ]);
  await producer.close();
  await send([article(3)]);

  const app = await start();
  await vi.waitFor(async () => expect(await rows('id = 3')).toHaveLength(1), { timeout: 15_000 });
  await vi.waitFor(
    async () => expect(await metric('wikistream_loader_dead_letters_total')).toBe(2),
    {
      timeout: 15_000,
    },
  );
  expect(await rows('id = 2')).toEqual([{ wiki: 'dewiki', id: 2, title: 'untouched' }]);
  expect(await rows('id = 9')).toEqual([]);
  expect(await metric('wikistream_loader_rows_total')).toBe(1);
  await app.stop?.(5_000);
  await app.done;
});

it('loads everything again under another scope: offsets of another cluster mean nothing', async () => {
  const app = await start('another cluster');
  await vi.waitFor(async () => expect(await rows("title = 'untouched'")).toEqual([]), {
    timeout: 15_000,
  });
  expect(await rows()).toHaveLength(4);
  await app.stop?.(5_000);
  await app.done;
});

it('notices a database that vanished without a word, says so, and goes on when it is back', async () => {
  const proxy = await MutableProxy.start(socket.getServerConn());
  const app = await start('behind a proxy', {
    DATABASE_URL: `postgres://postgres@${proxy.address}/postgres`,
    LOADER_DATABASE_TIMEOUT_SECONDS: '0.5',
  });
  await vi.waitFor(() => expect(health.isReady).toBe(true), { timeout: 15_000 });
  await vi.waitFor(async () => expect(await metric('wikistream_loader_lag_records')).toBe(0), {
    timeout: 15_000,
  });
  proxy.mute();
  await send([article(77)]);
  await vi.waitFor(() => expect(health.isReady).toBe(false), { timeout: 15_000 });
  expect(JSON.stringify(health.report())).toContain('waiting for an outage to end since');
  proxy.unmute();
  await vi.waitFor(async () => expect(await rows('id = 77')).toHaveLength(1), { timeout: 15_000 });
  await vi.waitFor(() => expect(health.isReady).toBe(true), { timeout: 15_000 });
  await app.stop?.(5_000);
  await app.done;
  proxy.close();
}, 60_000);
