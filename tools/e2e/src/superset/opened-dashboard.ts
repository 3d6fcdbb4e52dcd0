import { writeFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { until } from '../support/until.js';
import type { ChartRequest, ChartResult } from './superset-api.js';

/** Eighteen charts at once are slow on a busy machine. */
const PATIENCE_MS = 150_000;
const WIDTH = 1_600;

/** A chart as the page asked for it, and what it got. */
export interface ChartExchange {
  readonly request: ChartRequest;
  readonly results: readonly ChartResult[];
}

/** A dashboard on a page, every chart of it drawn. */
export interface OpenedDashboard {
  readonly page: Page;
  /** The latest exchange of each chart, by the chart's name. */
  readonly charts: ReadonlyMap<string, ChartExchange>;
  /** Answers other than success, script errors and alerts. */
  readonly faults: readonly string[];
  /** Waits until `names` were asked for again, after `action`, and are drawn. */
  refreshed(names: readonly string[], action: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Logs a browser in, as a user does. */
export async function logIn(
  browser: Browser,
  url: string,
  password: string,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: WIDTH, height: 1120 },
    locale: 'en-GB',
    timezoneId: 'Asia/Shanghai',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto('/login/');
  await page.fill('#username', 'admin');
  await page.fill('#password', password);
  await page.click('button[type=submit]');
  // Once it has loaded: Chromium forgets to close a page that is only just navigating.
  await page.waitForURL((address) => !address.pathname.startsWith('/login'));
  await page.close();
  return context;
}

/** Opens a dashboard as it hangs on a wall: without Superset's menu, tall enough for every chart. */
export async function openDashboard(
  context: BrowserContext,
  slug: string,
  options: { readonly height: number; readonly nativeFilters?: string; readonly force?: true },
): Promise<OpenedDashboard> {
  const page = await context.newPage();
  await page.setViewportSize({ width: WIDTH, height: options.height });
  const charts = new Map<string, ChartExchange>();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('dialog', (dialog) => {
    faults.push(`alert: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const names = new Map<number, string>();
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
    if (!response.url().includes('/api/v1/chart/data')) return;
    const request = response.request().postDataJSON() as ChartRequest;
    const name = names.get(request.form_data.slice_id ?? 0);
    if (!name) return;
    void response.json().then(
      (body: { result: ChartResult[] }) => charts.set(name, { request, results: body.result }),
      () => undefined,
    );
  });
  const { result } = (await (
    await context.request.get(`/api/v1/dashboard/wikistream-${slug}/charts`)
  ).json()) as { result: { id: number; slice_name: string }[] };
  for (const { id, slice_name } of result) names.set(id, slice_name);

  const drawn = async () => {
    await until('every chart is drawn', () => page.evaluate(EVERY_CHART_DRAWN), PATIENCE_MS);
  };
  // Past the cache of ten seconds.
  const force = options.force ? '&force=true' : '';
  const filters = options.nativeFilters ? `&native_filters=${options.nativeFilters}` : '';
  await page.goto(`/superset/dashboard/wikistream-${slug}/?standalone=1${force}${filters}`);
  const withoutData = () => [...names.values()].filter((name) => !charts.has(name));
  await until(
    () => `every chart has its data, without it are ${withoutData().join(', ')}`,
    () => withoutData().length === 0,
    PATIENCE_MS,
  );
  await drawn();
  return {
    page,
    charts,
    faults,
    refreshed: async (wanted, action) => {
      const before = new Map(charts);
      await action();
      await until(
        'the charts are asked for again',
        () => wanted.every((name) => charts.get(name) !== before.get(name)),
        PATIENCE_MS,
      );
      await drawn();
    },
    close: () => page.close(),
  };
}

/** Chooses a language in the page's filter, and waits for every chart. */
export async function chooseLanguage(
  dashboard: OpenedDashboard,
  slug: string,
  language: string,
): Promise<void> {
  const { page, charts } = dashboard;
  await dashboard.refreshed([...charts.keys()], async () => {
    const field = page.locator(`#NATIVE_FILTER-${slug}-language`);
    await field.click();
    await field.fill(language);
    await page.getByTitle(language).first().click();
    await page.getByRole('button', { name: 'Apply' }).click();
  });
}

/** In the page: each chart has a picture, a number, a table or "no data" in it, and none is loading. */
const EVERY_CHART_DRAWN = `(() => {
  const holders = [...document.querySelectorAll('.dashboard-component-chart-holder')];
  return holders.length > 0 && holders.every((holder) =>
    holder.querySelector('canvas, .header-line, table tbody tr, .ant-empty') !== null &&
    holder.querySelector('.loading, [data-test="loading-indicator"]') === null);
})()`;

/** The error boxes and empty charts on a page. */
export async function complaints(page: Page): Promise<string[]> {
  return page
    .locator('.dashboard-component-chart-holder .ant-alert, .ant-empty, .error-boundary')
    .allTextContents();
}

/** A picture of the upper part of a page, once its charts have stopped moving. */
export async function picture(page: Page, path: string, height: number): Promise<void> {
  const options = { clip: { x: 0, y: 0, width: WIDTH, height } };
  let last: Buffer = Buffer.alloc(0);
  await until('the page stands still', async () => {
    const next = await page.screenshot(options);
    const still = next.equals(last);
    last = next;
    return still;
  });
  await writeFile(path, last);
}
