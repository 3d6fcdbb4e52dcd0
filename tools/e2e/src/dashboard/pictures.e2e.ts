import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { NewArticle } from '@wikistream/wiki-events';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import {
  startPipelineDatabase,
  type PipelineDatabaseServer,
} from '../support/pipeline-database.js';
import {
  articlesOver,
  insertArticles,
  insertNew,
  insertTranslations,
} from '../support/seeded-articles.js';
import { articleNow } from './hostile-articles.js';
import { openPage, overflow } from './opened-page.js';
import { startDashboard, type RunningDashboard } from './running-dashboard.js';

/** Draws the documentation's pictures anew; part of the suites with `UPDATE_SCREENSHOTS=1` alone. */
const IMAGES = fileURLToPath(new URL('../../../../docs/images/', import.meta.url));
const DAYS = 30;
/** Of which nearly two thirds are written; about three a minute. */
const ARTICLES = 200_000;
/** A picture in a repository is paid for with every clone. */
const MOST_BYTES = 400_000;

const START = Date.now();

/** What each part of a healthy pipeline would tell at this load. */
const METRICS: Readonly<Record<string, (seconds: number) => string>> = {
  producer: (seconds) => `wikistream_producer_events_read_total ${Math.round(seconds * 31.4)}\n`,
  translator: (seconds) =>
    `wikistream_translator_titles_total ${Math.round(seconds * 3)}\nwikistream_translator_lag_records 2\n`,
  loader: (seconds) =>
    `wikistream_loader_rows_total ${Math.round(seconds * 6)}\nwikistream_loader_lag_records 0\n`,
};

let database: PipelineDatabaseServer;
let dashboard: RunningDashboard;
let metrics: Server;
/** By the language of the page: Chromium writes the fields of dates in its own. */
let browsers: Readonly<Record<'en' | 'zh', Browser>>;

beforeAll(async () => {
  metrics = createServer(({ url = '' }, response) =>
    response.end(METRICS[url.slice(1)]?.((Date.now() - START) / 1000)),
  );
  metrics.listen(0, '127.0.0.1');
  await once(metrics, 'listening');
  const { port } = metrics.address() as AddressInfo;
  const [started, en, zh] = await Promise.all([
    startPipelineDatabase(),
    launchChromium('en'),
    launchChromium('zh_CN'),
  ]);
  database = started;
  browsers = { en, zh };
  await insertArticles(database.pool, articlesOver(DAYS, ARTICLES, new Date()), { pending: 0 });
  await database.pool.query('analyze');
  dashboard = await startDashboard(database.url, {
    metricsUrls: Object.keys(METRICS)
      .map((part) => `${part}=http://127.0.0.1:${port}/${part}`)
      .join(','),
  });
});

afterAll(async () => {
  await Promise.all(Object.values(browsers ?? {}).map((browser) => browser.close()));
  await dashboard?.stop();
  metrics?.close();
  metrics?.closeAllConnections();
  await database?.stop();
});

const WIDE = { viewport: { width: 1440, height: 900 } };
const WALL = { viewport: { width: 1920, height: 1080 } };
const PHONE = { viewport: { width: 360, height: 780 }, deviceScaleFactor: 2, isMobile: true };

it.each<[name: string, path: string, BrowserContextOptions]>([
  ['dashboard-statistics', '/?lang=en', { ...WIDE, colorScheme: 'light' }],
  ['dashboard-statistics-dark', '/?lang=zh', { ...WIDE, colorScheme: 'dark' }],
  ['dashboard-wall', '/?lang=en', { ...WALL, colorScheme: 'dark' }],
  ['dashboard-wall-zh', '/?lang=zh', { ...WALL, colorScheme: 'light' }],
  ['dashboard-titles', '/titles?lang=en', { ...WIDE, colorScheme: 'light' }],
  ['dashboard-titles-dark', '/titles?lang=zh', { ...WIDE, colorScheme: 'dark' }],
  ['dashboard-statistics-phone', '/?lang=en', { ...PHONE, colorScheme: 'light' }],
  ['dashboard-titles-phone', '/titles?lang=zh', { ...PHONE, colorScheme: 'dark' }],
])('%s', async (name, path, options) => {
  await newArticle();
  const { page, faults, close } = await openPage(
    path.includes('lang=zh') ? browsers.zh : browsers.en,
    `${dashboard.url}${path}`,
    {
      ...options,
      reducedMotion: 'reduce',
    },
  );
  await page.locator('[data-article]').first().waitFor();
  if (path.startsWith('/?')) {
    // Rates are told from the second reading on.
    const rate = page.locator('#health-rows tr').first().locator('td.number').first();
    await rate.filter({ hasText: /\d/ }).waitFor();
  }
  // Room is kept for a scrollbar, which is not in the picture.
  await page.evaluate(`document.documentElement.style.scrollbarGutter = 'auto'`);
  const picture = await page.screenshot({
    fullPage: path.startsWith('/?') && options.isMobile !== true,
    animations: 'disabled',
    path: `${IMAGES}${name}.png`,
  });
  expect(picture.byteLength).toBeLessThan(MOST_BYTES);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(faults).toEqual([]);
  await close();
});

const coming = [...articlesOver(1, 100, new Date())].slice(-20);
let newest: NewArticle | undefined;

/** An article of right now, and the Chinese title of the one before. */
async function newArticle(): Promise<void> {
  if (newest) await insertTranslations(database.pool, [newest]);
  const article = coming.pop();
  if (!article) throw new Error('There are more pictures than articles to come');
  newest = articleNow(3_000_000 + coming.length, article.title, {
    title_url: article.title_url,
    contributor: article.contributor,
    wiki: article.wiki,
    language_code: article.language_code,
  });
  await insertNew(database.pool, [newest]);
}
