import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  startPipelineDatabase,
  type PipelineDatabaseServer,
} from '../support/pipeline-database.js';
import { articlesOver, insertArticles } from '../support/seeded-articles.js';
import { until } from '../support/until.js';
import { startDashboard, type RunningDashboard } from './running-dashboard.js';

const QUERY_TIMEOUT_MS = 1_500;

let database: PipelineDatabaseServer;
let dashboard: RunningDashboard;

beforeAll(async () => {
  database = await startPipelineDatabase();
  await insertArticles(database.pool, articlesOver(3, 200, new Date()), { pending: 5 });
  dashboard = await startDashboard(database.url, { queryTimeoutMilliseconds: QUERY_TIMEOUT_MS });
  await until('the first figures are read', async () => (await get('/api/statistics')).ok);
});
afterAll(async () => {
  await dashboard?.stop();
  await database?.stop();
});

const get = (path: string) => fetch(`${dashboard.url}${path}`);
/** Queries of the dashboard that PostgreSQL is at work on. */
const running = () =>
  database.number(
    `select count(*) from pg_stat_activity
     where state = 'active' and query like '%dwd_wiki_new_detail%' and pid <> pg_backend_pid()`,
  );

it('is ended by PostgreSQL itself, told in plain words, and leaves the dashboard able to read', async () => {
  await database.pool.query(`
    alter view dwd_wiki_new_detail rename to quick;
    create view dwd_wiki_new_detail as
      select quick.* from quick cross join (select pg_sleep(120)) as asleep`);
  const answer = get('/api/titles');
  await until('PostgreSQL is at work', async () => (await running()) > 0);
  const response = await answer;
  expect(response.status).toBe(504);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await response.json()).toEqual({
    error: 'The database did not answer within 1.5 s; ask for less, or try again.',
  });
  // Nobody watches and nothing waits: what PostgreSQL was at is over, not only given up.
  await until('PostgreSQL is idle', async () => (await running()) === 0, 5_000);
  expect((await get('/api/titles.csv')).status).toBe(504);
  expect((await get('/api/statistics')).status).toBe(504);
  await until('PostgreSQL is idle', async () => (await running()) === 0, 5_000);

  await database.pool.query(
    'drop view dwd_wiki_new_detail; alter view quick rename to dwd_wiki_new_detail',
  );
  expect((await get('/api/titles')).status).toBe(200);
  await until(
    'the figures rested and are read again',
    async () => (await get('/api/statistics')).ok,
  );
});
