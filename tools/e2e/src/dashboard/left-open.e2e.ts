import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import {
  startPipelineDatabase,
  type PipelineDatabaseServer,
} from '../support/pipeline-database.js';
import { articlesOver, insertArticles } from '../support/seeded-articles.js';
import { blankPage, untilMetric } from './opened-page.js';
import { startDashboard, type RunningDashboard } from './running-dashboard.js';
import { until } from '../support/until.js';

/** Updates in all: at one every two seconds or so, a quarter of an hour of a busy pipeline. */
const UPDATES = Number(process.env.DASHBOARD_UPDATES ?? 500);
/** Updates of one connection; the page connects again after each, as over days it will have to. */
const BURST = 50;

let database: PipelineDatabaseServer;
let dashboard: RunningDashboard;
let browser: Browser;

beforeAll(async () => {
  [database, browser] = await Promise.all([startPipelineDatabase(), launchChromium()]);
  await insertArticles(database.pool, articlesOver(30, 2_000, new Date()), { pending: 5 });
  dashboard = await startDashboard(database.url);
});

afterAll(async () => {
  await browser?.close();
  await dashboard?.stop();
  await database?.stop();
});

/** What these tests change in the statistics a page is sent; the rest is passed on. */
interface Reading {
  readonly total: number;
  readonly hours: readonly { readonly count: number }[];
  readonly minutes: readonly { readonly count: number }[];
  readonly latest: readonly { readonly key: string; readonly title: string }[];
}

/** The statistics after `update` more articles: other counts everywhere, another article on top. */
function later(reading: Reading, update: number): Reading {
  const [newest] = reading.latest;
  const more = <T extends { readonly count: number }>(spans: readonly T[]) =>
    spans.map((span, index) => ({ ...span, count: (span.count + update * (index + 1)) % 97 }));
  const fresh = Array.from({ length: 10 }, (_, index) => ({
    ...newest,
    key: `enwiki:${5_000_000 + update + index}`,
    title: `Article ${update + index}`,
  }));
  return {
    ...reading,
    total: reading.total + update,
    hours: more(reading.hours),
    minutes: more(reading.minutes),
    latest: [...fresh.reverse(), ...reading.latest] as Reading['latest'],
  };
}

/** Serves the page's live updates in bursts, each over a connection of its own, as many as are let through. */
async function serveBursts(page: Page): Promise<{ readonly release: (bursts: number) => void }> {
  const answer = await fetch(`${dashboard.url}/api/statistics`);
  const reading = (await answer.json()) as Reading;
  let released = 0;
  let served = 0;
  await page.route('**/api/live*', async (route) => {
    await until('the next burst is asked for', () => served < released);
    const from = served++ * BURST;
    const updates = Array.from({ length: BURST }, (_, index) => from + index + 1);
    await route.fulfill({
      contentType: 'text/event-stream',
      body: `retry: 20\n\n${updates
        .map((update) => `event: statistics\ndata: ${JSON.stringify(later(reading, update))}\n\n`)
        .join('')}`,
    });
  });
  return { release: (bursts) => (released = bursts) };
}

interface Weight {
  readonly heapKb: number;
  readonly nodes: number;
  readonly listeners: number;
}

async function weigh(session: CDPSession): Promise<Weight> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return {
    heapKb: Math.round(of('JSHeapUsedSize') / 1000),
    nodes: of('Nodes'),
    listeners: of('JSEventListeners'),
  };
}

it.each(['/', '/titles'])('%s does not grow while it is left open', async (path) => {
  const { page, faults, close } = await blankPage(browser);
  const bursts = await serveBursts(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await page.goto(`${dashboard.url}${path}?lang=en`);
  // What is new is told by what is listed: the first burst must find the list.
  if (path === '/titles') await page.locator('body[data-state="ready"]').waitFor();

  const weights: Weight[] = [];
  for (let burst = 1; burst <= UPDATES / BURST; burst += 1) {
    bursts.release(burst);
    await shown(page, path, burst * BURST);
    weights.push(await weigh(session));
  }
  console.info(
    `${path}: heap after each ${BURST} of ${UPDATES} updates: ${weights.map(({ heapKb }) => heapKb).join(', ')} kB`,
  );
  // The very first still make what is kept: compiled code, caches, the drawing.
  const first = weights.slice(2, 5);
  const last = weights.slice(-3);
  const most = (of: keyof Weight) => Math.max(...first.map((weight) => weight[of]));
  const least = (of: keyof Weight) => Math.min(...last.map((weight) => weight[of]));
  expect(weights.length).toBeGreaterThanOrEqual(8);
  expect(least('heapKb')).toBeLessThan(most('heapKb') * 1.15);
  expect(least('nodes')).toBeLessThan(most('nodes') * 1.05);
  expect(least('listeners')).toBeLessThan(most('listeners') * 1.05);
  expect(faults).toEqual([]);
  await close();
});

/** Waits until so many updates are in the page. */
async function shown(page: Page, path: string, updates: number): Promise<void> {
  if (path === '/') {
    const { total } = (await (await fetch(`${dashboard.url}/api/statistics`)).json()) as Reading;
    await untilMetric(page, 'total', total + updates);
    return;
  }
  // Ten of the first update are new, and one more of each one after.
  const told = updates + 9 > 999 ? '999+' : String(updates + 9);
  await until(
    `${told} new articles are told`,
    async () => (await page.locator('#fresh').textContent()) === `${told} new articles – show`,
  );
}
