import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  startPipelineDatabase,
  type PipelineDatabaseServer,
} from '../support/pipeline-database.js';
import { articlesOver, insertArticles } from '../support/seeded-articles.js';
import { startDashboard } from './running-dashboard.js';

const DOCUMENT = new URL('../../../../docs/dashboard.md', import.meta.url);

let database: PipelineDatabaseServer;

beforeAll(async () => {
  database = await startPipelineDatabase();
  await insertArticles(database.pool, articlesOver(3, 200, new Date()), { pending: 5 });
});
afterAll(() => database?.stop());

it('is enough for the dashboard, and for nothing else, as docs/dashboard.md makes it', async () => {
  const text = await readFile(DOCUMENT, 'utf8');
  const [, sql = ''] = /<!-- postgres-role -->\s+```sql\n([\s\S]*?)```/.exec(text) ?? [];
  expect(sql).toContain('create role dashboard');
  await database.pool.query(sql);
  // Made later, as by a migrator that replaces views.
  await database.pool.query('create view made_later as select 1 as n');

  const url = new URL(database.url);
  url.username = 'dashboard';
  url.password = 'change-me';
  const dashboard = await startDashboard(url.href);
  try {
    const total = await database.number('select count(*) from ods_wiki_new_table');
    for (const path of ['/api/statistics', '/api/statistics?language=en']) {
      expect((await fetch(`${dashboard.url}${path}`)).status, path).toBe(200);
    }
    const statistics = await fetch(`${dashboard.url}/api/statistics`);
    expect(await statistics.json()).toMatchObject({ total });
    for (const path of ['/api/titles?search=a', '/api/titles.csv', '/api/languages']) {
      expect((await fetch(`${dashboard.url}${path}`)).status, path).toBe(200);
    }
  } finally {
    await dashboard.stop();
  }

  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query('select * from made_later');
    for (const attempt of [
      `insert into dim_language (language_code) values ('xx')`,
      'update ods_wiki_new_table set title = null',
      'delete from ods_wiki_new_table',
      'truncate ods_wiki_new_table',
      'drop view dwd_wiki_new_detail',
      'create table mine (n int)',
    ]) {
      await expect(client.query(attempt), attempt).rejects.toThrow(
        /permission denied|must be owner/,
      );
    }
  } finally {
    await client.end();
  }
});
