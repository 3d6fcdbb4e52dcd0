import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { until } from '../support/until.js';
import { hostileArticles } from './hostile-articles.js';
import { openPage, overflow, settled } from './opened-page.js';
import {
  startPipelineDatabase,
  type PipelineDatabaseServer,
} from '../support/pipeline-database.js';
import { serveMetrics, startDashboard, type RunningDashboard } from './running-dashboard.js';
import { articlesOver, insertArticles, insertNew } from '../support/seeded-articles.js';

let database: PipelineDatabaseServer;
let dashboard: RunningDashboard;
let browser: Browser;
let metrics: Awaited<ReturnType<typeof serveMetrics>>;

beforeAll(async () => {
  [database, browser] = await Promise.all([startPipelineDatabase(), launchChromium()]);
  await insertArticles(database.pool, articlesOver(20, 1_500, new Date()), { pending: 5 });
  await insertNew(database.pool, hostileArticles());
  metrics = await serveMetrics(
    'wikistream_loader_dead_letters_total 1203456\nwikistream_loader_expired_records_total 1203456\nwikistream_loader_lag_records 128430\n',
  );
  dashboard = await startDashboard(database.url, {
    metricsUrls: `producer=http://127.0.0.1:1/metrics,loader=${metrics.url}`,
  });
});

afterAll(async () => {
  await browser?.close();
  await dashboard?.stop();
  await metrics?.stop();
  await database?.stop();
});

/** What axe finds, as `impact rule: elements`. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run(document)');
  return violations.map(
    ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  );
}

/** What has the focus, by the name it would be spoken with. */
function focused(page: Page): Promise<{ name: string; visible: boolean }> {
  return page.evaluate(`(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
      name: element.id || element.name || element.dataset.days || element.textContent.trim(),
      visible: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 && box.width > 0,
    };
  })()`);
}

it('shows all statistics at once on a wall, and larger on a larger one', async () => {
  for (const language of ['zh', 'en']) {
    const { page, close } = await openPage(browser, `${dashboard.url}/?lang=${language}`);
    await page.locator('[data-article]').first().waitFor();
    await page.locator('#health-rows tr').nth(1).waitFor();
    for (const [width, height, letters] of [
      [1920, 1080, 16],
      [2560, 1440, 21],
      [3440, 1440, 21],
      [3840, 2160, 32],
    ] as const) {
      await page.setViewportSize({ width, height });
      const size = `${width} × ${height}, ${language}`;
      expect(await overflow(page), size).toBeLessThanOrEqual(0);
      const { hidden, rootSize } = await page.evaluate<{ hidden: string[]; rootSize: number }>(`({
        hidden: [...document.querySelectorAll('.tile, .panel')]
          .filter((panel) => panel.getBoundingClientRect().bottom > innerHeight || panel.scrollHeight > panel.clientHeight)
          .map((panel) => panel.querySelector('h2').textContent),
        rootSize: parseFloat(getComputedStyle(document.documentElement).fontSize),
      })`);
      expect(hidden, size).toEqual([]);
      expect(Math.floor(rootSize), size).toBe(letters);
    }
    await close();
  }
});

describe.each(['/', '/titles'])('%s', (path) => {
  it.each(['light', 'dark'] as const)('has no finding of axe in %s', async (colorScheme) => {
    for (const width of [1440, 360]) {
      const { page, close } = await openPage(browser, `${dashboard.url}${path}`, {
        colorScheme,
        viewport: { width, height: 800 },
        reducedMotion: 'reduce',
      });
      await page.locator('[data-article]').first().waitFor();
      expect(await findings(page)).toEqual([]);
      await close();
    }
  });

  it('fits into 360 pixels and every wider window, in both languages, filtered or not', async () => {
    for (const query of ['lang=zh', 'lang=en', 'lang=en&language=en']) {
      const { page, close } = await openPage(browser, `${dashboard.url}${path}?${query}`);
      await page.locator('[data-article]').first().waitFor();
      if (path === '/') await page.locator('#health-rows tr').nth(1).waitFor();
      for (const width of [360, 600, 820, 1000, 1200, 1440]) {
        await page.setViewportSize({ width, height: 740 });
        expect(await overflow(page), `${query} at ${width} pixels`).toBeLessThanOrEqual(0);
      }
      await close();
    }
  });

  it('has its filters behind a button on a phone, which tells how many are in effect', async () => {
    const { page, close } = await openPage(browser, `${dashboard.url}${path}?lang=en&language=en`, {
      viewport: { width: 360, height: 780 },
      reducedMotion: 'reduce',
    });
    const content = page.locator('.tile, .titles-panel').first();
    expect((await content.boundingBox())?.y).toBeLessThan(780 / 4);
    const button = page.getByRole('button', { name: 'Filters 1 in effect', expanded: false });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Filters 1 in effect', expanded: true }).waitFor();
    await page.keyboard.press('Tab');
    const first = path === '/' ? 'from' : 'language';
    expect(await focused(page)).toEqual({ name: first, visible: true });
    expect(await findings(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.locator('[data-reset]').click();
    const none = page.getByRole('button', { name: 'Filters', exact: true });
    await none.click();
    expect(await page.locator('#more-filters').isVisible()).toBe(false);
    await close();
  });

  it('is used by the keyboard alone: a way past the header, every control in order, focus in sight', async () => {
    const { page, close } = await openPage(browser, `${dashboard.url}${path}?lang=en`);
    await page.locator('[data-article]').first().waitFor();
    await page.keyboard.press('Tab');
    expect((await focused(page)).name).toBe('Skip to the content');
    const controls = await page
      .locator('.top a, .top button, #filters input, #filters select, #filters button, #filters a')
      .evaluateAll((all) =>
        all
          .filter((one) => one.getBoundingClientRect().width > 0)
          .map(
            (one) =>
              one.id ||
              one.getAttribute('name') ||
              one.getAttribute('data-days') ||
              one.textContent?.trim(),
          ),
      );
    const seen: string[] = [];
    await until('every control had the focus', async () => {
      await page.keyboard.press('Tab');
      const { name, visible } = await focused(page);
      expect(visible, name).toBe(true);
      // The parts of a date are stops of their own.
      if (seen.at(-1) !== name) seen.push(name);
      return seen.length >= controls.length;
    });
    expect(seen).toEqual(controls);

    await page.keyboard.press('Tab');
    await page.locator('select[name=language] option[value=fr]').waitFor({ state: 'attached' });
    await page.locator('select[name=language]').focus();
    await page.keyboard.type('French');
    await until(
      'the view is French',
      () => new URL(page.url()).searchParams.get('language') === 'fr',
    );
    await settled(page);
    expect((await focused(page)).name).toBe('language');
    await close();
  });
});
