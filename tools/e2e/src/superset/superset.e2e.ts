import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import {
  startPipelineDatabase,
  type PipelineDatabaseServer,
} from '../support/pipeline-database.js';
import { articlesOver, insertArticles, insertNew, TIME_ZONE } from '../support/seeded-articles.js';
import { until } from '../support/until.js';
import { startEmbeddedDatabase, type EmbeddedDatabase } from './embedded-database.js';
import { STATISTICS, TITLES, TITLES_TABLE } from './expected-figures.js';
import { compare, expectFigure, expectFigures } from './figure-comparison.js';
import { BIDI, hostileArticles, MARKUP } from './hostile-articles.js';
import {
  chooseLanguage,
  complaints,
  logIn,
  openDashboard,
  picture,
  type ChartExchange,
} from './opened-dashboard.js';
import {
  checkCharts,
  importAssets,
  startSuperset,
  type RunningSuperset,
} from './running-superset.js';
import {
  mayLogIn,
  openApi,
  type ChartQuery,
  type ChartRequest,
  type SupersetApi,
} from './superset-api.js';

const ARTICLES = Number(process.env.SUPERSET_ARTICLES ?? 6_000);
const HEIGHTS = { statistics: 1_090, titles: 1_660 } as const;
const IMAGES = fileURLToPath(new URL('../../../../docs/images/', import.meta.url));
const COLUMNS = 6;
const DATE = /(\d{4}-\d\d-\d\d)/;

let state: string;
let database: PipelineDatabaseServer;
let superset: RunningSuperset;
let browser: Browser;
let context: BrowserContext | undefined;
let api: SupersetApi;
let password: string;
/** What the pages asked for, by chart: repeated against other databases below. */
const exchanges = new Map<string, ChartExchange>();

/** A browser in which the user admin is logged in. */
const session = async () => (context ??= await logIn(browser, superset.url, password));

const importFrom = (address: string, target = 'postgres') =>
  importAssets(superset.url, password, { DATABASE_URL: address, DATABASE_TARGET: target });

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'wikistream-superset-'));
  const started = Date.now();
  [superset, database, browser] = await Promise.all([
    startSuperset(state),
    startPipelineDatabase(),
    launchChromium(),
  ]);
  console.info(`Superset: first start in ${Math.round((Date.now() - started) / 1000)} s`);
  await insertArticles(database.pool, articlesOver(9, ARTICLES, new Date()), { pending: 7 });
  password = /password (\S+)/.exec(superset.output)?.[1] ?? '';
}, 900_000);

afterAll(async () => {
  await browser?.close();
  await superset?.stop();
  await database?.stop();
  await rm(state, { recursive: true, force: true });
});

it('makes its own secrets at the first start, and lets nobody in with a usual password', async () => {
  expect(password).toMatch(/^[\w-]{40,}$/);
  for (const name of ['secret-key', 'admin-password', 'superset.db']) {
    expect((await stat(join(state, name))).mode & 0o077, name).toBe(0);
  }
  const key = await readFile(join(state, 'secret-key'), 'utf8');
  expect(key).toMatch(/^[\w-]{40,}$/);
  expect(key).not.toBe(password);
  for (const guess of ['admin', 'password', 'superset', '']) {
    expect(await mayLogIn(superset.url, 'admin', guess)).toBe(false);
  }
  expect(await mayLogIn(superset.url, 'admin', password)).toBe(true);
});

it('imports again without a duplicate', async () => {
  expect(await importFrom(database.url)).toContain('wikistream-statistics');
  api = await openApi(superset.url, password);
  const first = await api.inventory();
  await importFrom(database.url);
  expect(await api.inventory()).toEqual(first);
  expect(first.databases).toHaveLength(1);
  expect(first.dashboards).toHaveLength(2);
  const charts = [...Object.keys(STATISTICS), ...Object.keys(TITLES), TITLES_TABLE];
  expect(first.charts.map((chart) => chart.replace(/^\d+ /, '')).sort()).toEqual(charts.sort());
});

describe.each([
  ['statistics', STATISTICS],
  ['titles', TITLES],
] as const)('the dashboard of %s', (slug, figures) => {
  it('is drawn in full, with the numbers of the database', async () => {
    const opened = await openDashboard(await session(), slug, { height: HEIGHTS[slug] });
    expect(await complaints(opened.page)).toEqual([]);
    for (const [name, exchange] of opened.charts) exchanges.set(name, exchange);
    await expectFigures(database.pool, figures, opened.charts);
    if (process.env.UPDATE_SCREENSHOTS)
      await picture(opened.page, `${IMAGES}superset-${slug}.png`, HEIGHTS.statistics);
    expect(opened.faults).toEqual([]);
    await opened.close();
  });

  it('asks only for the days in its address and the language chosen on the page', async () => {
    const { rows } = await database.pool.query<{ from: string; to: string }>(
      `select to_char(max(opt_time) - interval '6 days', 'YYYY-MM-DD') as "from",
              to_char(max(opt_time) - interval '2 days', 'YYYY-MM-DD') as "to" from ods_wiki_new_table`,
    );
    const chosen = { from: rows[0]?.from ?? '', to: rows[0]?.to ?? '' };
    const opened = await openDashboard(await session(), slug, {
      height: HEIGHTS[slug],
      nativeFilters: days(`NATIVE_FILTER-${slug}-dates`, `${chosen.from} : ${chosen.to}`),
    });
    const free = ['今日 · Today', '最近一小时 · Last hour'];
    for (const [name, { results }] of opened.charts) {
      if (free.includes(name)) continue;
      const { from_dttm: from, to_dttm: to } = results[0] ?? {};
      expect({ from: day(from), to: day(to) }, name).toEqual(chosen);
    }
    await expectFigures(database.pool, figures, opened.charts);

    await chooseLanguage(opened, slug, '法语 · French');
    await expectFigures(database.pool, figures, opened.charts, `language_code = 'fr'`);
    expect(opened.faults).toEqual([]);
    await opened.close();
  });
});

it('shows nought, not an absence, where nothing was made today', async () => {
  await database.pool.query(
    `delete from ods_wiki_new_table where language_code = 'fr' and opt_time >= date_trunc('day', now() at time zone $1)`,
    [TIME_ZONE],
  );
  const opened = await openDashboard(await session(), 'statistics', {
    height: HEIGHTS.statistics,
    force: true,
  });
  await chooseLanguage(opened, 'statistics', '法语 · French');
  await expectFigures(database.pool, STATISTICS, opened.charts, `language_code = 'fr'`);
  const today = opened.page.locator('.dashboard-component-chart-holder', {
    hasText: '今日 · Today',
  });
  expect(await today.locator('.header-line').textContent()).toBe('0');
  await opened.close();
});

it('lists the newest titles, hostile ones as harmless text', async () => {
  await insertNew(database.pool, hostileArticles());
  const opened = await openDashboard(await session(), 'titles', {
    height: HEIGHTS.titles,
    force: true,
  });
  const table = opened.page.locator('.dashboard-component-chart-holder table');
  const { rows } = await database.pool.query<{ time: string; title: string; zh: string | null }>(
    `select a.opt_time::text as time, a.title, t.title_zh as zh from ods_wiki_new_table a
     left join ods_wiki_new_translator_table t using (wiki, id) order by a.opt_time desc limit 25`,
  );
  const texts = await table.locator('tbody td').allTextContents();
  expect(texts).toHaveLength(rows.length * COLUMNS);
  const cells = rows.map((_, line) => texts.slice(line * COLUMNS, (line + 1) * COLUMNS));
  const listed = cells.map(([, title, zh]) => `${title?.replace(/ ↗$/, '')} → ${zh}`).sort();
  // Of articles made in the same second as the last one listed, any may be listed.
  const certain = rows.filter(({ time }) => time !== rows.at(-1)?.time);
  expect(listed).toEqual(
    expect.arrayContaining(certain.map(({ title, zh }) => `${title} → ${zh ?? ''}`)),
  );
  for (const title of [MARKUP, BIDI]) expect(listed).toContain(`${title} → `);

  expect(await table.locator('img, script').count()).toBe(0);
  const links = await table.locator('a[href]').all();
  const addresses = await Promise.all(links.map((link) => link.getAttribute('href')));
  expect(addresses.length).toBeGreaterThan(20);
  for (const address of addresses) expect(address).toMatch(/^https:\/\/[\w-]+\.wikipedia\.org\//);
  expect(opened.faults).toEqual([]);
  await opened.close();
});

it('finds titles by how they begin, or after a % by any part of them', async () => {
  const opened = await openDashboard(await session(), 'titles', { height: HEIGHTS.titles });
  const columns = opened.page.locator('.search-select');
  expect(await columns.textContent()).toBe('标题 · Title');
  await columns.click();
  const offered = opened.page.locator('.ant-select-item-option');
  await offered.first().waitFor();
  // Superset offers the columns by their own names.
  for (const name of await offered.allTextContents()) expect(name).toMatch(/^\p{Script=Han}+ · /u);
  await opened.page.keyboard.press('Escape');

  const { rows } = await database.pool.query<{ title: string }>(
    `select title from ods_wiki_new_table where title ~ '^[A-Za-z]{4,} [A-Za-z]{4,}$'
     order by opt_time limit 1`,
  );
  const [first = '', last = ''] = rows[0]?.title.split(' ') ?? [];
  const field = opened.page.getByPlaceholder(/records?/);
  const titles = opened.page.locator('.dashboard-component-chart-holder tbody td:nth-child(2)');
  for (const [sought, pattern] of [
    [`${first.toUpperCase()} ${last.slice(0, 3)}`, `${first} ${last.slice(0, 3)}%`],
    [`%${last}`, `%${last}%`],
  ] as const) {
    await opened.refreshed([TITLES_TABLE], () => field.fill(sought));
    const { rows: found } = await database.pool.query<{ title: string }>(
      `select title from ods_wiki_new_table where title ilike $1 order by opt_time desc limit 25`,
      [pattern],
    );
    expect(found.length).toBeGreaterThan(0);
    const shown = (await titles.allTextContents()).map((text) => text.replace(/ ↗$/, ''));
    expect(shown.sort()).toEqual(found.map(({ title }) => title).sort());
  }
  expect(opened.faults).toEqual([]);
  await opened.close();
});

it('filters by status and language through the API', async () => {
  for (const [name, figures] of Object.entries(TITLES)) {
    const results = await api.chartData(
      filtered(exchange(name).request, [
        { col: 'status', op: 'IN', val: ['已翻译 · Translated'] },
        { col: 'language', op: 'IN', val: ['日语 · Japanese', '阿拉伯语 · Arabic'] },
      ]),
    );
    const where = `translation_status = 'translated' and language_code in ('ja', 'ar')`;
    const { shown, expected } = await compare(database.pool, figures, results, where);
    expect(shown, name).toEqual(expected);
    expect(Object.keys(shown).length, name).toBeGreaterThan(0);
  }
});

it('gives the same numbers through the RisingWave dialect', async () => {
  await importFrom(database.url, 'risingwave');
  const { databases } = await api.inventory();
  const id = databases[0]?.split(' ')[0];
  const { result } = await api.get<{ result: { sqlalchemy_uri: string; backend: string } }>(
    `/api/v1/database/${id}/connection`,
  );
  expect(result.backend).toBe('risingwave');
  expect(result.sqlalchemy_uri).toMatch(/^risingwave:\/\/postgres@127\.0\.0\.1:/);
  for (const [name, figures] of Object.entries({ ...STATISTICS, ...TITLES })) {
    await expectFigure(database.pool, name, figures, await api.chartData(exchange(name).request));
  }
});

describe('on the embedded database of a running demo', () => {
  let embedded: EmbeddedDatabase;

  beforeAll(async () => {
    embedded = await startEmbeddedDatabase();
    await importFrom(embedded.url);
  });

  afterAll(async () => {
    await embedded?.stop();
  });

  it('every chart returns data', async () => {
    const counts: string[] = [];
    expect(exchanges.size).toBe(Object.keys({ ...STATISTICS, ...TITLES }).length + 1);
    for (const [name, { request }] of exchanges) {
      const rows = await until(`${name} has rows`, async () => {
        const results = await api.chartData(request);
        expect(
          results.map(({ error }) => error),
          name,
        ).toEqual(results.map(() => null));
        return results.every(({ data }) => data.length > 0) && results[0]?.data.length;
      });
      counts.push(`${name.replace(/.* · /, '')} ${rows}`);
    }
    console.info(`Rows from the embedded database: ${counts.join(', ')}`);
  });

  it('the check names every chart, and those that fail when the database goes away', async () => {
    const good = await checkCharts(superset.url, password);
    expect(good.output.match(/^ *[1-9]\d* rows/gm), good.output).toHaveLength(exchanges.size);
    expect(good.code).toBe(0);
    await embedded.stop();
    const bad = await checkCharts(superset.url, password);
    expect(bad.output.match(/^FAILED /gm), bad.output).toHaveLength(exchanges.size);
    expect(bad.output).toContain('Connection refused');
    expect(bad.code).toBe(1);
  });
});

it('starts again with the same secrets, showing none', async () => {
  await superset.stop();
  superset = await startSuperset(state);
  expect(superset.output).not.toContain(password);
  expect(superset.output).not.toMatch(/password/i);
  expect(await mayLogIn(superset.url, 'admin', password)).toBe(true);
  expect((await (await openApi(superset.url, password)).inventory()).dashboards).toHaveLength(2);
});

function exchange(name: string): ChartExchange {
  const found = exchanges.get(name);
  if (!found) throw new Error(`No page asked for ${name}`);
  return found;
}

function filtered(request: ChartRequest, filters: ChartQuery['filters']): ChartRequest {
  const queries = request.queries.map((query) => ({
    ...query,
    filters: [...query.filters, ...filters],
  }));
  return { ...request, queries };
}

/** A date filter as Superset writes it into an address. */
function days(id: string, range: string): string {
  const value = `extraFormData:(time_range:'${range}'),filterState:(value:'${range}')`;
  return encodeURIComponent(`(${id}:(${value},id:${id},ownState:()))`);
}

/** The day of a civil time in milliseconds. */
function day(time: number | null | undefined): string | undefined {
  return DATE.exec(new Date(time ?? 0).toISOString())?.[1];
}
