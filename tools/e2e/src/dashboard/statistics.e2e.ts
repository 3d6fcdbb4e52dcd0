import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { until } from '../support/until.js';
import { articleNow, hostileArticles, HOSTILE_TITLES } from './hostile-articles.js';
import { metric, openPage, overflow, settled, untilMetric } from './opened-page.js';
import {
  startPipelineDatabase,
  type PipelineDatabaseServer,
} from '../support/pipeline-database.js';
import { serveMetrics, startDashboard, type RunningDashboard } from './running-dashboard.js';
import {
  articlesOver,
  insertArticles,
  insertNew,
  insertTranslations,
} from '../support/seeded-articles.js';

const ARTICLES = Number(process.env.DASHBOARD_ARTICLES ?? 3_000);

let database: PipelineDatabaseServer;
let dashboard: RunningDashboard;
let browser: Browser;
let producer: Awaited<ReturnType<typeof serveMetrics>>;
let translator: Awaited<ReturnType<typeof serveMetrics>>;
let closed: Awaited<ReturnType<typeof serveMetrics>>;

const total = (where = 'true', values: readonly unknown[] = []) =>
  database.number(`select count(*) from dwd_wiki_new_detail where ${where}`, values);

beforeAll(async () => {
  [database, browser, producer, translator, closed] = await Promise.all([
    startPipelineDatabase(),
    launchChromium(),
    serveMetrics('wikistream_producer_dead_letters_total{reason="x"} 3\n'),
    serveMetrics('wikistream_translator_expired_records_total 1200\n'),
    serveMetrics(''),
  ]);
  await closed.stop();
  await insertArticles(database.pool, articlesOver(40, ARTICLES, new Date()), { pending: 9 });
  dashboard = await startDashboard(database.url, {
    metricsUrls: `producer=${producer.url},translator=${translator.url},loader=${closed.url}`,
  });
});

afterAll(async () => {
  await browser?.close();
  await dashboard?.stop();
  await producer?.stop();
  await translator?.stop();
  await database?.stop();
});

it('shows what the database holds, in figures, rankings and the heat map', async () => {
  const { page, faults, close } = await openPage(browser, `${dashboard.url}/?lang=en`);
  await untilMetric(page, 'total', await total());
  await untilMetric(
    page,
    'translated',
    await total(`translation_status in ('translated', 'passthrough')`),
  );
  const { rows } = await database.pool.query<{ name: string; n: string }>(
    `select language_name_en as name, count(*) as n from dwd_wiki_new_detail group by 1 order by count(*) desc limit 1`,
  );
  const first = page.locator('#languages li').first();
  expect(await first.locator('.bar-label').textContent()).toBe(rows[0]?.name);
  expect(await first.locator('.bar-value').textContent()).toBe(
    Number(rows[0]?.n).toLocaleString('en'),
  );

  const cells = page.locator('#heat-map-rows tr').first().locator('td');
  expect(await cells.count()).toBe(24);
  const counts = (await cells.allTextContents()).map((text) => Number(text.replaceAll(',', '')));
  expect(counts.reduce((sum, count) => sum + count)).toBe(Number(rows[0]?.n));

  const bots = await page.locator('#contributors li:has(.badge) .bar-label bdi').allTextContents();
  expect(bots.length).toBeGreaterThan(0);
  for (const name of bots)
    expect(await total('contributor = $1 and bot', [name])).toBeGreaterThan(0);
  for (const id of ['hours', 'days']) {
    expect(await page.locator(`#${id} svg`).count()).toBe(1);
    expect(await page.locator(`#${id}`).getAttribute('aria-label')).toMatch(/ in all, at most /);
  }
  expect(faults).toEqual([]);
  await close();
});

it('shows which parts of the pipeline answer, their dead letters and losses, also where it is seen at once', async () => {
  const { page, close } = await openPage(browser, `${dashboard.url}/?lang=en`);
  const row = (name: string) => page.locator('#health-rows tr', { hasText: name });
  await row('Producer').waitFor();
  expect(await row('Producer').getAttribute('data-up')).toBe('true');
  expect(await row('Producer').locator('td').last().textContent()).toBe('3');
  expect(await row('Loader').getAttribute('data-up')).toBe('false');
  expect(await page.locator('#alarm').textContent()).toBe(
    '1 part down · 1,200 expired unread · 3 dead letters',
  );
  await close();
});

it('tells how far the pipeline is behind although only filtered views are open', async () => {
  const own = await startDashboard(database.url);
  const { page, close } = await openPage(browser, `${own.url}/?language=de&lang=en`);
  await until(
    'time has passed since the newest article',
    async () => (await metric(page, 'seconds-behind')) > 0,
  );
  await insertNew(database.pool, [
    articleNow(800_004, 'Ahead of its time', {
      event_time: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  ]);
  await untilMetric(page, 'seconds-behind', 0);
  await close();
  await own.stop();
});

it('is filtered by language and dates; the address tells the view, and back undoes it', async () => {
  const all = await total();
  const german = await total(`language_code = 'de'`);
  const { page, close } = await openPage(browser, dashboard.url);
  await untilMetric(page, 'total', all);

  await page.locator('select[name=language] option[value=de]').waitFor({ state: 'attached' });
  await page.selectOption('select[name=language]', 'de');
  await untilMetric(page, 'total', german);
  expect(new URL(page.url()).searchParams.get('language')).toBe('de');

  const date = (days: number) =>
    database.pool
      .query<{ d: string }>(
        `select to_char(max(opt_time) - make_interval(days => $1), 'YYYY-MM-DD') as d from dwd_wiki_new_detail`,
        [days],
      )
      .then(({ rows }) => rows[0]?.d ?? '');
  const [from, to] = [await date(12), await date(4)];
  await page.fill('input[name=from]', from);
  await page.fill('input[name=to]', to);
  const ranged = await total(
    `language_code = 'de' and opt_time::date between $1::date and $2::date`,
    [from, to],
  );
  expect(ranged).toBeGreaterThan(0);
  await untilMetric(page, 'total', ranged);

  // The address alone makes the same view somewhere else.
  const shared = await openPage(browser, page.url());
  await untilMetric(shared.page, 'total', ranged);
  expect(await shared.page.inputValue('input[name=from]')).toBe(from);
  expect(await shared.page.inputValue('select[name=language]')).toBe('de');
  await shared.close();

  await page.goBack();
  await page.goBack();
  await untilMetric(page, 'total', german);
  expect(await page.inputValue('input[name=from]')).toBe('');
  await page.goBack();
  await untilMetric(page, 'total', all);
  await page.goForward();
  await untilMetric(page, 'total', german);

  await page.locator('[data-reset]').click();
  await untilMetric(page, 'total', all);
  await page.locator('[data-days="7"]').click();
  const week = await total(`opt_time >= $1::date`, [new URL(page.url()).searchParams.get('from')]);
  await untilMetric(page, 'total', week);
  expect(await page.locator('[data-days="7"]').getAttribute('aria-pressed')).toBe('true');
  await close();
});

it('shows a new article and then its translation without a reload, gently', async () => {
  const { page, faults, close } = await openPage(browser, dashboard.url);
  await untilMetric(page, 'total', await total());
  const before = await metric(page, 'total');
  // The charts go over from one state to the next: nothing is drawn anew, and there are states between.
  await page.evaluate(`{
    document.body.dataset.loaded = 'once';
    document.querySelector('#days svg').dataset.drawn = 'once';
    window.drawings = new Set();
    new MutationObserver(() => {
      const bars = [...document.querySelectorAll('#days svg path')].map((bar) => bar.getAttribute('d'));
      window.drawings.add(bars.join());
    }).observe(document.querySelector('#days'), { subtree: true, attributes: true, childList: true });
  }`);

  const article = articleNow(800_001, 'Countess of Lovelace');
  await insertNew(database.pool, [article]);
  const row = page.locator('[data-article="enwiki:800001"]');
  await row.waitFor();
  expect(await row.getAttribute('class')).toContain('is-new');
  await untilMetric(page, 'total', before + 1);
  expect(await row.locator('.latest-zh').textContent()).toBe('等待翻译');

  await insertTranslations(database.pool, [article]);
  await until(
    'the translation appears',
    async () => (await row.locator('.latest-zh bdi').count()) > 0,
  );
  expect(await row.locator('.latest-zh').textContent()).toMatch(/\p{Script=Han}/u);
  expect(await page.locator('body').getAttribute('data-loaded')).toBe('once');
  expect(await page.locator('#days svg').getAttribute('data-drawn')).toBe('once');
  expect(await page.evaluate('window.drawings.size')).toBeGreaterThan(2);
  expect(faults).toEqual([]);
  await close();

  const still = await openPage(browser, dashboard.url, { reducedMotion: 'reduce' });
  await insertNew(database.pool, [articleNow(800_002, 'Analytical Engine')]);
  const quiet = still.page.locator('[data-article="enwiki:800002"]');
  await quiet.waitFor();
  const animation = `getComputedStyle(document.querySelector('[data-article="enwiki:800002"]')).animationName`;
  expect(await still.page.evaluate(animation)).toBe('none');
  await still.close();
});

it('takes hostile titles and names as text', async () => {
  await insertNew(database.pool, hostileArticles());
  const { page, faults, close } = await openPage(browser, dashboard.url);
  for (const [index, title] of Object.values(HOSTILE_TITLES).entries()) {
    const shown = page.locator(`[data-article="enwiki:${900_001 + index}"] .latest-title bdi`);
    await shown.waitFor();
    expect(await shown.textContent()).toBe(title);
    expect(await shown.getAttribute('dir')).toBe('auto');
  }
  expect(await page.locator('[data-article="enwiki:900001"] a').count()).toBe(0);
  expect(await page.locator('main img, main script').count()).toBe(0);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(faults).toEqual([]);
  await close();
});

it('speaks Chinese and English, and remembers which', async () => {
  const { page, close } = await openPage(browser, dashboard.url);
  const heading = page.locator('.panel h2').first();
  expect(await heading.textContent()).toBe('每小时新建');
  await page.locator('#switch-language').click();
  expect(await heading.textContent()).toBe('Articles per hour');
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  expect(new URL(page.url()).searchParams.get('lang')).toBe('en');
  expect(await page.locator('main').innerText()).not.toMatch(/流水线|贡献者|语言/);

  await page.goto(dashboard.url);
  await settled(page);
  expect(await heading.textContent()).toBe('Articles per hour');
  await close();
});

it('is dark where the system is, or where it was chosen', async () => {
  const ground = 'getComputedStyle(document.body).backgroundColor';
  const { page, close } = await openPage(browser, dashboard.url, { colorScheme: 'light' });
  const light = await page.evaluate<string>(ground);
  await page.locator('#switch-theme').click();
  const dark = await page.evaluate<string>(ground);
  expect(dark).not.toBe(light);
  await page.reload();
  await settled(page);
  expect(await page.evaluate(ground)).toBe(dark);
  await page.locator('#switch-theme').click();
  expect(await page.evaluate(ground)).toBe(light);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await page.evaluate(ground)).toBe(dark);
  await close();
});

it('says that the connection is lost, and goes on by itself when the dashboard is back', async () => {
  const own = await startDashboard(database.url);
  const { page, close } = await openPage(browser, `${own.url}/?lang=en`);
  await page.locator('#connection[data-state=live]').waitFor();
  await own.stop();
  await page.locator('#connection[data-state=lost]').waitFor();
  expect(await page.locator('#notice').textContent()).toContain('Connection lost');
  await insertNew(database.pool, [articleNow(800_003, 'Difference Engine')]);
  const again = await startDashboard(database.url, { port: Number(new URL(own.url).port) });
  await page.locator('#connection[data-state=live]').waitFor();
  await page.locator('[data-article="enwiki:800003"]').waitFor();
  await page.locator('#notice').waitFor({ state: 'hidden' });
  await close();
  await again.stop();
});

it('says that the database cannot be read, and of when its figures are', async () => {
  const { page, close } = await openPage(browser, `${dashboard.url}/?lang=en`);
  await page.locator('#connection[data-state=live]').waitFor();
  await database.pool.query('alter view dwd_wiki_new_detail rename to taken_away');
  try {
    await page.locator('#connection[data-state=unavailable]').waitFor();
    expect(await page.locator('#notice').textContent()).toMatch(
      /^The database cannot be read\. These are the figures of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.$/,
    );
  } finally {
    await database.pool.query('alter view taken_away rename to dwd_wiki_new_detail');
  }
  await page.locator('#connection[data-state=live]').waitFor();
  await page.locator('#notice').waitFor({ state: 'hidden' });
  await close();
});

it('says what is wrong with an address, and works without articles', async () => {
  const wrong = await openPage(browser, `${dashboard.url}/?language=xx-none&lang=en`);
  expect(await wrong.page.locator('#empty').textContent()).toBe('No articles match these filters.');
  await wrong.close();

  const empty = await startPipelineDatabase();
  const own = await startDashboard(empty.url);
  const { page, faults, close } = await openPage(browser, `${own.url}/?lang=en`);
  expect(await page.locator('#empty').textContent()).toContain('No articles yet');
  await insertNew(empty.pool, [articleNow(1, 'The first')]);
  await page.locator('[data-article="enwiki:1"]').waitFor();
  await page.locator('#empty').waitFor({ state: 'hidden' });
  expect(faults).toEqual([]);
  await close();
  await own.stop();
  await empty.stop();
});

it('weighs less than 500 kB over the wire, both pages', async () => {
  for (const path of ['/', '/titles']) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    let bytes = 0;
    session.on('Network.dataReceived', ({ encodedDataLength }) => (bytes += encodedDataLength));
    session.on('Network.responseReceived', ({ response }) => (bytes += response.encodedDataLength));
    await page.goto(`${dashboard.url}${path}`);
    await settled(page);
    await page.locator('[data-article]').first().waitFor();
    const paint = await page.evaluate<number>(
      `performance.getEntriesByName('first-contentful-paint')[0].startTime`,
    );
    console.info(`${path}: ${(bytes / 1000).toFixed(0)} kB, first paint ${paint.toFixed(0)} ms`);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(500_000);
    await context.close();
  }
});
