import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import {
  compileSchema,
  createDatabase,
  pipelineSchema,
  type PipelineDatabase,
} from '@wikistream/risingwave-schema';
import type { Hono } from 'hono';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from './http/routes.js';
import { Feed } from './live/feed.js';
import { readStatistics, type Statistics } from './queries/statistics.js';

const NOW = '2026-03-02 10:30:15';
const HOSTILE = `<img src=x onerror=alert(1)> \u202Egnp.exe "'; drop table ods_wiki_new_table; --`;

let pglite: PGlite;
let socket: PGLiteSocketServer;
let db: Kysely<PipelineDatabase>;
let app: Hono;

beforeAll(async () => {
  pglite = await PGlite.create();
  for (const { sql } of compileSchema(pipelineSchema, 'postgres')) await pglite.exec(sql);
  const article = (
    wiki: string,
    id: number,
    title: string,
    language: string,
    time: string,
    url: string,
  ) =>
    pglite.query(
      `insert into ods_wiki_new_table (wiki, id, opt_type, title, title_url, opt_time, contributor, event_id, language_code, event_time)
       values ($1, $2, 'new', $3, $4, $5, 'Ada', $4, $6, now())`,
      [wiki, id, title, url, time, language],
    );
  await article(
    'dewiki',
    1,
    'Alt',
    'de',
    '2026-03-01 23:59:59',
    'https://de.wikipedia.org/wiki/Alt',
  );
  await article(
    'dewiki',
    2,
    'Neu',
    'de',
    '2026-03-02 10:29:59',
    'https://de.wikipedia.org/wiki/Neu',
  );
  await article('frwiki', 2, HOSTILE, 'fr', '2026-03-02 10:28:00', 'javascript:alert(1)');
  await pglite.exec(`
    insert into dim_language (language_code, language_name_zh, language_name_en, language_name_local)
    values ('de', '德语', 'German', 'Deutsch'), ('fr', '法语', 'French', 'français');
    insert into ods_wiki_new_translator_table (wiki, id, title_zh, translated_at, translation_status, translator)
    values ('dewiki', 1, '旧', '2026-03-02 00:00:02', 'translated', 'test')`);

  socket = new PGLiteSocketServer({ db: pglite, port: 0, host: '127.0.0.1' });
  await socket.start();
  db = createDatabase({
    connectionString: `postgres://postgres@${socket.getServerConn()}/postgres`,
    target: 'postgres',
  });
  const feed = new Feed({ read: () => readStatistics(db, NOW), intervalMs: 50, onError: () => {} });
  app = routes(feed, 'client');
});

afterAll(async () => {
  await db.destroy();
  await socket.stop();
  await pglite.close();
});

describe('readStatistics', () => {
  it('counts articles, days, minutes, languages and translations', async () => {
    expect(await readStatistics(db, NOW)).toMatchObject({
      total: 3,
      today: 2,
      perMinute: 1,
      translated: 1,
      pending: 2,
      hours: [
        { hour: '2026-03-01 23:00', count: 1 },
        { hour: '2026-03-02 10:00', count: 2 },
      ],
      languages: [
        { code: 'de', zh: '德语', en: 'German', count: 2 },
        { code: 'fr', zh: '法语', en: 'French', count: 1 },
      ],
      contributors: [{ name: 'Ada', count: 3 }],
    });
  });

  it('lists the latest articles first, and links to nothing but Wikipedia over https', async () => {
    const { latest } = await readStatistics(db, NOW);
    expect(latest.map(({ key, url }) => [key, url])).toEqual([
      ['dewiki:2', 'https://de.wikipedia.org/wiki/Neu'],
      ['frwiki:2', ''],
      ['dewiki:1', 'https://de.wikipedia.org/wiki/Alt'],
    ]);
    expect(latest[1]?.title).toBe(HOSTILE);
  });
});

describe('routes', () => {
  it('lets the page run nothing but its own script', async () => {
    const response = await app.request('/');
    expect(await response.text()).toContain('<script type="module" src="/main.js">');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it('gives the numbers once, as JSON', async () => {
    const response = await app.request('/api/statistics');
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(((await response.json()) as Statistics).total).toBe(3);
  });

  it('gives the numbers live, as server-sent events', async () => {
    const response = await app.request('/api/live');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body?.getReader();
    const { value } = (await reader?.read()) as { value: Uint8Array };
    await reader?.cancel();
    const frame = new TextDecoder().decode(value);
    expect(frame).toContain('event: statistics\n');
    expect(frame).toContain('"total":3');
  });

  it('hands out nothing outside its folder', async () => {
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json']) {
      expect((await app.request(path)).status, path).not.toBe(200);
    }
  });
});
