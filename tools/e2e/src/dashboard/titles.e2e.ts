import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { until } from '../support/until.js';
import { readCsv } from './read-csv.js';
import { articleNow, hostileArticles, HOSTILE_TITLES } from './hostile-articles.js';
import { listedKeys, openPage, settled } from './opened-page.js';
import {
  startPipelineDatabase,
  type PipelineDatabaseServer,
} from '../support/pipeline-database.js';
import { startDashboard, type RunningDashboard } from './running-dashboard.js';
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

beforeAll(async () => {
  [database, browser] = await Promise.all([startPipelineDatabase(), launchChromium()]);
  await insertArticles(database.pool, articlesOver(40, ARTICLES, new Date()), { pending: 60 });
  dashboard = await startDashboard(database.url);
});

afterAll(async () => {
  await browser?.close();
  await dashboard?.stop();
  await database?.stop();
});

/** The keys a view must list, newest first. */
async function keys(where = 'true', values: readonly unknown[] = []): Promise<string[]> {
  const { rows } = await database.pool.query<{ key: string }>(
    `select wiki || ':' || id as key from dwd_wiki_new_detail where ${where}
     order by opt_time desc, wiki collate "C" desc, id desc`,
    [...values],
  );
  return rows.map(({ key }) => key);
}

/** Scrolls until everything is listed, or as many rows as asked for. */
async function listAll(page: Page, atLeast = Infinity): Promise<string[]> {
  await until('the list goes on to its end', async () => {
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    const listed = await page.locator('[data-article]').count();
    const end = (await page.locator('#foot').textContent())?.includes('没有更早的条目');
    return listed >= atLeast || end === true;
  });
  return listedKeys(page);
}

const titles = (query = '') => `${dashboard.url}/titles${query}`;

it('lists the newest first, and older ones as one scrolls, each once', async () => {
  const { page, faults, close } = await openPage(browser, titles());
  const listed = await listAll(page, 180);
  expect(listed).toEqual((await keys()).slice(0, listed.length));
  expect(faults).toEqual([]);
  await close();
});

it('goes on by a button where nothing is scrolled', async () => {
  const { page, close } = await openPage(browser, titles(), {
    viewport: { width: 1200, height: 500 },
  });
  const before = await page.locator('[data-article]').count();
  await page.locator('#more').focus();
  await page.keyboard.press('Enter');
  await until('more rows', async () => (await page.locator('[data-article]').count()) > before);
  await close();
});

it('is filtered by every field, and the address alone makes the same view', async () => {
  const { rows } = await database.pool.query<{
    title: string;
    title_zh: string;
    contributor: string;
  }>(
    `select title, title_zh, contributor from dwd_wiki_new_detail
     where translation_status = 'translated' and title ~ '^[[:alpha:] ]{9,}$' and contributor <> '' and not bot
     order by opt_time desc limit 1`,
  );
  const { title, title_zh, contributor } = rows[0] as (typeof rows)[number];
  const [{ from, to }] = (
    await database.pool.query<{ from: string; to: string }>(
      `select to_char(max(opt_time) - interval '9 days', 'YYYY-MM-DD') as from,
              to_char(max(opt_time) - interval '8 days', 'YYYY-MM-DD') as to from dwd_wiki_new_detail`,
    )
  ).rows as [{ from: string; to: string }];
  const { page, close } = await openPage(browser, titles());

  const shows = async (expected: string[]) => {
    expect(expected.length).toBeGreaterThan(0);
    await until('the list is the expected one', async () => {
      const listed = await listAll(page);
      return listed.length === expected.length;
    });
    expect(await listedKeys(page)).toEqual(expected);
    const shared = await openPage(browser, page.url());
    expect(await listAll(shared.page)).toEqual(expected);
    await shared.close();
    await page.goBack();
    await settled(page);
    expect(new URL(page.url()).search).toBe('');
  };
  const sought = `(strpos(lower(title), lower($1)) > 0 or strpos(lower(coalesce(title_zh, '')), lower($1)) > 0)`;

  await page.locator('input[name=search]').pressSequentially(title.toUpperCase());
  await shows(await keys(sought, [title]));
  await page.fill('input[name=search]', title_zh);
  await shows(await keys(sought, [title_zh]));
  await page.locator('select[name=language] option[value=da]').waitFor({ state: 'attached' });
  await page.selectOption('select[name=language]', 'da');
  await shows(await keys(`language_code = 'da'`));
  await page.selectOption('select[name=status]', 'failed');
  await shows(await keys(`translation_status = 'failed'`));
  await page.selectOption('select[name=status]', 'pending');
  await shows(await keys(`translation_status is null`));
  await page.fill('input[name=contributor]', contributor);
  await page.keyboard.press('Enter');
  await shows(await keys(`contributor = $1`, [contributor]));
  await page.fill('input[name=from]', from);
  await page.fill('input[name=to]', to);
  await page.goBack();
  await page.goForward();
  const ranged = await keys(`opt_time::date between $1::date and $2::date`, [from, to]);
  await until('the range is listed', async () => (await listAll(page)).length === ranged.length);
  expect(await listedKeys(page)).toEqual(ranged);
  await close();
});

it('leads from a contributor to their articles, and says where there are none', async () => {
  const { page, close } = await openPage(browser, titles('?lang=en'));
  const link = page.locator('[data-article] .cell-contributor a').first();
  const name = (await link.textContent()) ?? '';
  await link.click();
  await until(
    'only theirs are listed',
    async () => new Set(await page.locator('.cell-contributor bdi').allTextContents()).size === 1,
  );
  expect(await page.inputValue('input[name=contributor]')).toBe(name);
  await page.fill('input[name=search]', 'no title has this in it');
  await page.locator('#empty').waitFor();
  expect(await page.locator('#empty').textContent()).toBe('No articles match these filters.');
  await close();
});

it('offers new articles without moving the list, and fills in translations', async () => {
  const { page, faults, close } = await openPage(browser, titles('?lang=en'));
  await page.locator('#connection[data-state=live]').waitFor();
  const [first] = await listedKeys(page);
  const articles = [1, 2, 3].map((id) => articleNow(810_000 + id, `Newcomer ${id}`));
  await insertNew(database.pool, articles);
  await until(
    'the new ones are announced',
    async () => (await page.locator('#fresh').textContent()) === '3 new articles – show',
  );
  expect((await listedKeys(page))[0]).toBe(first);
  await page.locator('#fresh').click();
  await page.locator('[data-article="enwiki:810003"]').waitFor();
  expect((await listedKeys(page)).slice(0, 3)).toEqual((await keys()).slice(0, 3));
  expect(await page.locator('#fresh').isVisible()).toBe(false);

  const row = page.locator('[data-article="enwiki:810002"]');
  expect(await row.locator('.status').textContent()).toBe('Waiting');
  await insertTranslations(database.pool, articles);
  await until(
    'its translation appears',
    async () => (await row.locator('.cell-zh bdi').count()) > 0,
  );
  expect(faults).toEqual([]);
  await close();
});

it('hands out the listed rows as CSV', async () => {
  const { page, close } = await openPage(browser, titles('?language=de&status=translated'));
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('#download').click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  const [head = [], ...lines] = readCsv(await readFile(await download.path(), 'utf8'));
  const { rows } = await database.pool.query<Record<string, string>>(
    `select to_char(opt_time, 'YYYY-MM-DD HH24:MI:SS') as time, language_code as language, title, title_zh,
            translation_status as status, contributor
     from dwd_wiki_new_detail where language_code = 'de' and translation_status = 'translated'
     order by opt_time desc, wiki collate "C" desc, id desc`,
  );
  expect(rows.length).toBeGreaterThan(50);
  expect(lines.length).toBe(rows.length);
  for (const [index, row] of rows.entries()) {
    for (const [column, value] of Object.entries(row)) {
      // What a spreadsheet would run as a formula has an apostrophe before it.
      expect(lines[index]?.[head.indexOf(column)]?.replace(/^'(?=[=+\-@])/, '')).toBe(value);
    }
  }
  await close();
});

it('takes hostile titles and names as text', async () => {
  await insertNew(database.pool, hostileArticles());
  const { page, faults, close } = await openPage(browser, titles());
  for (const [index, title] of Object.values(HOSTILE_TITLES).entries()) {
    const shown = page.locator(`[data-article="enwiki:${900_001 + index}"] .cell-title bdi`);
    expect(await shown.textContent()).toBe(title);
    expect(await shown.getAttribute('dir')).toBe('auto');
  }
  const links = page.locator('.cell-title a');
  for (const link of await links.all()) {
    expect(await link.getAttribute('href')).toMatch(/^https:\/\/[\w-]+\.wikipedia\.org\//);
  }
  await page.locator('[data-article="enwiki:900001"] .cell-contributor a').click();
  await until('one row', async () => (await page.locator('[data-article]').count()) === 1);
  expect(await page.inputValue('input[name=contributor]')).toBe('<b onclick=alert(3)>Eve</b>');
  expect(await page.locator('main img, main script').count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});
