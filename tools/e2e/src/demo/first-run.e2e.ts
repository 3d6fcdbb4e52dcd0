import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectedArticles } from '@wikistream/simulator';
import { Client } from 'pg';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { until } from '../support/until.js';
import { recordedEvents } from './recorded-events.js';
import { npmStart, type RunningDemo } from './running-demo.js';

let dataDir: string;
let file: string;
let expected: number;
let browser: Browser;
let demo: RunningDemo;

const start = () =>
  npmStart([
    ...['--replay', file, '--speed', 'max', '--translator', 'transcription'],
    ...['--data-dir', dataDir, '--dashboard-port', '0', '--database-port', '0'],
    ...['--progress-interval', '1'],
  ]);
const dashboard = () => demo.printed(/Dashboard: (http:\/\/\S+)/);
const database = () => demo.printed(/psql (postgres:\/\/\S+)/);

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wikistream-first-run-'));
  file = await recordedEvents();
  expected = (await expectedArticles(file)).length;
  browser = await launchChromium();
  demo = start();
});

afterAll(async () => {
  demo?.kill();
  await browser?.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function withDatabase<T>(use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: await database() });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function count(relation: string, where = 'true'): Promise<number> {
  return withDatabase(async (client) => {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from ${client.escapeIdentifier(relation)} where ${where}`,
    );
    return rows[0]?.n ?? -1;
  });
}

const metric = async (page: Page, name: string) =>
  Number(await page.locator(`[data-metric="${name}"]`).getAttribute('data-value'));

it('loads exactly the articles that are in the file, and translates each', async () => {
  for (const table of ['ods_wiki_new_table', 'ods_wiki_new_translator_table']) {
    await until(
      `${table} holds ${expected} rows`,
      async () => (await count(table)) >= expected,
      120_000,
    );
    expect(await count(table)).toBe(expected);
  }
  expect(await count('dwd_wiki_new_detail')).toBe(expected);
  console.info(`${expected} articles expected, ${expected} in both tables`);
});

it('gives every row of the detail view a Chinese language name, and every language its sum', async () => {
  expect(await count('dwd_wiki_new_detail', "coalesce(language_name_zh, '') = ''")).toBe(0);
  expect(await count('dim_language')).toBeGreaterThan(300);
  const summed = await withDatabase(async (client) => {
    const { rows } = await client.query<{ n: number }>(
      'select sum(article_cnt)::int as n from dws_wiki_new_sum',
    );
    return rows[0]?.n;
  });
  expect(summed).toBe(expected);
});

it('shows the same total on the page, with rows of articles', async () => {
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(await dashboard());
  await until('the page shows the total', async () => (await metric(page, 'total')) === expected);
  expect(await page.locator('[data-article]').count()).toBeGreaterThan(0);
  for (const link of await page.locator('[data-article] a').all()) {
    expect(await link.getAttribute('href')).toMatch(/^https:\/\/[\w-]+\.wikipedia\.org\//);
  }
  expect(faults).toEqual([]);
  await page.close();
});

it('stops on Ctrl-C within ten seconds, and keeps its rows for the next run', async () => {
  const pressed = performance.now();
  demo.interrupt();
  await demo.exited;
  expect((performance.now() - pressed) / 1000).toBeLessThan(10);

  demo = start();
  await dashboard();
  expect(await count('ods_wiki_new_table')).toBe(expected);
  // The same events again replace their rows.
  await demo.printed(new RegExp(`loader +(${expected.toLocaleString('en')}) articles`));
  expect(await count('ods_wiki_new_table')).toBe(expected);
  expect(await count('ods_wiki_new_translator_table')).toBe(expected);
  demo.interrupt();
  await demo.exited;
});
