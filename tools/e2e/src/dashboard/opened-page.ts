import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { until } from '../support/until.js';

/** A page, and everything that went wrong in it. */
export interface OpenedPage {
  readonly page: Page;
  /** Script errors, console errors (a breach of the content policy is one), dialogs. */
  readonly faults: string[];
  readonly close: () => Promise<void>;
}

/** Opens an address in a browser profile of its own and waits until its data are there. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const opened = await blankPage(browser, options);
  await opened.page.goto(address);
  await settled(opened.page);
  return opened;
}

/** A page of a browser profile of its own, not yet anywhere. */
export async function blankPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    ...options,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, faults, close: () => context.close() };
}

/** Waits until the page shows the view it was asked for. */
export async function settled(page: Page): Promise<void> {
  await page.locator('body[data-state="ready"]').waitFor();
}

/** The figure of a tile. */
export async function metric(page: Page, name: string): Promise<number> {
  return Number(await page.locator(`[data-metric="${name}"]`).getAttribute('data-value'));
}

/** Waits until a tile shows a figure. */
export async function untilMetric(page: Page, name: string, expected: number): Promise<void> {
  let last = NaN;
  await until(
    `the page shows ${expected} as ${name}`,
    async () => (last = await metric(page, name)) === expected,
    15_000,
  ).catch((error: unknown) => {
    throw new Error(`${name} is ${last}, not ${expected}`, { cause: error });
  });
}

/** The keys of the listed articles, in order. */
export async function listedKeys(page: Page): Promise<string[]> {
  return page
    .locator('[data-article]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-article') ?? ''));
}

/** How many pixels the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}
