import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import {
  startPipelineDatabase,
  type PipelineDatabaseServer,
} from '../support/pipeline-database.js';
import { until } from '../support/until.js';
import { articleNow } from './hostile-articles.js';
import { insertNew } from '../support/seeded-articles.js';
import { documentLoad, type LoadResults } from './load-report.js';
import { fillWithArticles } from './many-articles.js';
import { blankPage, settled } from './opened-page.js';
import { startDashboard, type RunningDashboard } from './running-dashboard.js';
import { Viewers } from './viewers.js';

/** `nx run e2e:load` has a million articles and a minute. */
const ARTICLES = Number(process.env.DASHBOARD_LOAD_ARTICLES ?? 50_000);
const SECONDS = Number(process.env.DASHBOARD_LOAD_SECONDS ?? 12);
const VIEWERS = 200;
const LANGUAGES = ['de', 'fr', 'ja', 'ar', 'ru'];
const NEW_PER_SECOND = 5;
/** Readings a second: the newest figures once a second, and the four of the history every 5 s at most. */
const BUSIEST_VIEW = 2.5;
/** Of garbage not collected yet: what the last two thirds of a watch may have over the first. */
const MEGABYTES_OF_GARBAGE = 32;
/** Of each kind of question. */
const REQUESTS = 20;
const MEGABYTE = 1024 * 1024;

let database: PipelineDatabaseServer;
let dashboard: RunningDashboard;
let browser: Browser;
let made = 0;
const results: LoadResults = {
  articles: ARTICLES,
  loadBefore: loadavg()[0] ?? NaN,
  paints: [],
  latencies: [],
  watches: [],
};

beforeAll(async () => {
  [database, browser] = await Promise.all([startPipelineDatabase(), launchChromium()]);
  await fillWithArticles(database.pool, ARTICLES);
  dashboard = await startDashboard(database.url, { refreshMilliseconds: 1_000 });
}, 600_000);

afterAll(async () => {
  if (process.env.UPDATE_BENCHMARKS && results.watches.length > 0) await documentLoad(results);
  await browser?.close();
  await dashboard?.stop();
  await database?.stop();
});

it('paints both pages, the first time and again', async () => {
  for (const round of ['first', 'again']) {
    for (const path of ['/', '/titles', '/titles?search=needle']) {
      const { page, close } = await blankPage(browser);
      const begun = performance.now();
      await page.goto(`${dashboard.url}${path}`);
      await page.locator('[data-article]').first().waitFor();
      const articles = performance.now() - begun;
      await settled(page);
      const complete = performance.now() - begun;
      const paint = await page.evaluate<number>(
        `performance.getEntriesByName('first-contentful-paint')[0].startTime`,
      );
      console.info(
        `${ARTICLES} articles, ${path} ${round}: first paint ${paint.toFixed(0)} ms, articles ${articles.toFixed(0)} ms, all figures ${complete.toFixed(0)} ms`,
      );
      results.paints.push({
        path,
        round,
        firstPaintMs: paint,
        articlesMs: articles,
        completeMs: complete,
      });
      expect(paint).toBeGreaterThan(0);
      await close();
    }
  }
});

it('answers each kind of question, deep in the list too', async () => {
  const day = (daysAgo: number) =>
    new Date(Date.now() - daysAgo * 24 * 3_600_000).toISOString().slice(0, 10);
  const oldest = await database.number(
    `select split_part(contributor, ' ', 2) from ods_wiki_new_table order by opt_time limit 1`,
  );
  for (const [path, found] of [
    ['/api/statistics', true],
    ['/api/titles', true],
    [`/api/titles?to=${day(60)}`, true],
    ['/api/titles?language=de', true],
    ['/api/titles?status=failed', true],
    [`/api/titles?contributor=Contributor+${oldest}`, true],
    ['/api/titles?search=Article', true],
    ['/api/titles?search=nowhere', false],
  ] as const) {
    const times: number[] = [];
    let next = '';
    for (let request = 0; request < REQUESTS; request += 1) {
      const begun = performance.now();
      const response = await fetch(`${dashboard.url}${path}${next}`);
      const answer = (await response.json()) as { articles?: unknown[]; next?: string | null };
      times.push(performance.now() - begun);
      expect(response.status, path).toBe(200);
      if (next === '' && answer.articles) expect(answer.articles.length > 0, path).toBe(found);
      // Page after page, as one who scrolls on and on.
      next = answer.next ? `${path.includes('?') ? '&' : '?'}cursor=${answer.next}` : '';
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? NaN;
    const latency = { path, p50: at(0.5), p95: at(0.95) };
    results.latencies.push(latency);
    console.info(`dashboard answers: ${JSON.stringify(latency)}`);
  }
}, 300_000);

it('asks the database no more for 200 pages than for one', async () => {
  const one = await watched(1, Math.min(SECONDS, 12));
  const many = await watched(VIEWERS, SECONDS);
  const mixed = await watched(VIEWERS, SECONDS, (viewer) =>
    viewer % 4 === 0 ? `?language=${LANGUAGES[(viewer / 4) % LANGUAGES.length]}` : '',
  );
  results.watches.push(
    { ...one, views: 'the whole' },
    { ...many, views: 'the whole' },
    { ...mixed, views: `a quarter filtered by one of ${LANGUAGES.length} languages` },
  );
  console.info(`dashboard load: ${JSON.stringify({ articles: ARTICLES, one, many, mixed })}`);

  // Pages that show the same share its readings: it is the views that count, not who looks at them.
  expect(many.readingsPerSecond).toBeLessThan(BUSIEST_VIEW);
  expect(mixed.readingsPerSecond).toBeLessThan(BUSIEST_VIEW * (1 + LANGUAGES.length));
  for (const { faults, eventsPerViewer } of [one, many, mixed]) {
    expect(faults).toEqual([]);
    // A view of a language that gets no article is told once.
    expect(eventsPerViewer.least).toBeGreaterThan(0);
  }
  for (const { memory } of [many, mixed]) {
    expect(memory.peak).toBeLessThan(memory.firstThird + MEGABYTES_OF_GARBAGE);
  }
});

/** Lets pages watch for some seconds while articles arrive; every one must see the last of them. */
async function watched(
  count: number,
  seconds: number,
  queryOf: (viewer: number) => string = () => '',
) {
  const viewers = await Viewers.open(dashboard.url, count, queryOf);
  await until('every page has its first figures', () => viewers.eventsPerViewer.least > 0, 120_000);
  const before = await readings();
  const { memory: start } = before;
  const memory = { start, firstThird: start, peak: start, end: start };
  const begun = performance.now();
  for (let second = 0; second < seconds; second += 1) {
    const articles = Array.from({ length: NEW_PER_SECOND }, () =>
      articleNow(++made, `New ${made}`),
    );
    await insertNew(database.pool, articles);
    memory.peak = Math.max(memory.peak, (await readings()).memory);
    if (second < seconds / 3) memory.firstThird = memory.peak;
    await pause(1_000);
  }
  const took = (performance.now() - begun) / 1000;
  const after = await readings();
  memory.end = after.memory;
  const total = await database.number('select count(*) from ods_wiki_new_table');
  await until('every page of the whole view shows the last article', () => viewers.allShow(total));
  viewers.close();
  return {
    viewers: count,
    seconds: Math.round(took),
    readingsPerSecond: round((after.readings - before.readings) / took),
    // Counted by PostgreSQL itself, the inserts of this test left out.
    transactionsPerSecond: round((after.transactions - before.transactions - seconds) / took),
    cpuShare: Math.round((100 * (after.cpuSeconds - before.cpuSeconds)) / took) / 100,
    eventsPerViewer: viewers.eventsPerViewer,
    megabytesSent: round(viewers.bytes / MEGABYTE),
    memory,
    faults: viewers.faults,
  };
}

async function readings() {
  const text = await (await fetch(dashboard.metricsUrl)).text();
  const sum = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}(?:{[^}]*})? (\\S+)`, 'gm'))].reduce(
      (total, [, value]) => total + Number(value),
      0,
    );
  return {
    readings: sum('wikistream_dashboard_query_seconds_count'),
    cpuSeconds: sum('process_cpu_seconds_total'),
    memory: Math.round(sum('process_resident_memory_bytes') / MEGABYTE),
    transactions: await database.number(
      'select xact_commit from pg_stat_database where datname = current_database()',
    ),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
