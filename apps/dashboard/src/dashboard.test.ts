import { createLogger, Health, readSettings } from '@wikistream/service-kit';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startDashboard } from './dashboard.js';
import { DashboardSettings } from './settings.js';
import { startWarehouse, type Warehouse } from './testing/warehouse.js';

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await startWarehouse();
  await warehouse.store([{ id: 1, time: '2026-03-02 08:00:00' }]);
});
afterAll(() => warehouse.close());

async function start(settings: Partial<DashboardSettings> = {}) {
  const stop = new AbortController();
  const health = new Health();
  const metrics = new Registry();
  const logger = createLogger({ name: 'dashboard', level: 'silent', format: 'json' });
  const [info, warn] = [vi.spyOn(logger, 'info'), vi.spyOn(logger, 'warn')];
  const app = await startDashboard({
    settings: {
      ...readSettings(DashboardSettings, new Map(), { DATABASE_URL: warehouse.url }),
      databaseTarget: 'postgres',
      port: 0,
      refreshMilliseconds: 200,
      ...settings,
    },
    logger,
    metrics,
    health,
    signal: stop.signal,
    args: [],
  });
  const [told] = info.mock.calls.find(([, message]) => message === 'dashboard') ?? [];
  return {
    port: new URL((told as { url: string }).url).port,
    health,
    warn,
    pages: async () => {
      const text = await metrics.getSingleMetricAsString('wikistream_dashboard_live_pages');
      return Number(/(\d+)$/.exec(text)?.[1]);
    },
    stop: async () => {
      stop.abort();
      await app.done;
    },
  };
}

it('becomes ready by itself when the database does, though nobody visits', async () => {
  await warehouse.execute('alter view dwd_wiki_new_detail rename to not_made_yet');
  const dashboard = await start();
  try {
    // Both readings: the embedded database is one session, which no other may be using.
    await vi.waitFor(() => expect(dashboard.warn).toHaveBeenCalledTimes(2));
    expect(dashboard.health.isReady).toBe(false);
    // Their failures are the answer to whoever asks now, and in the log already.
    const asked = await fetch(`http://127.0.0.1:${dashboard.port}/api/languages`);
    expect(asked.status).toBe(503);
    expect(dashboard.warn).toHaveBeenCalledTimes(2);
    await warehouse.execute('alter view not_made_yet rename to dwd_wiki_new_detail');
    await vi.waitFor(() => expect(dashboard.health.isReady).toBe(true), 10_000);
  } finally {
    await dashboard.stop();
  }
});

it('forgets a page that is closed, and ends with pages open', async () => {
  const dashboard = await start();
  const watch = async (leave: AbortController) => {
    const response = await fetch(`http://127.0.0.1:${dashboard.port}/api/live`, leave);
    await response.body?.getReader().read();
  };
  const [first, second] = [new AbortController(), new AbortController()];
  await Promise.all([watch(first), watch(second)]);
  expect(await dashboard.pages()).toBe(2);
  first.abort();
  await vi.waitFor(async () => expect(await dashboard.pages()).toBe(1));
  await dashboard.stop();
  await vi.waitFor(async () => expect(await dashboard.pages()).toBe(0));
});

it('warns where others can read it, and only there', async () => {
  const warning = expect.stringContaining('everybody who reaches this address') as string;
  for (const [settings, warned] of [
    [{}, false],
    [{ host: '0.0.0.0' }, true],
    [{ host: '0.0.0.0', token: 'a-long-token-of-32-characters-00' }, false],
  ] as const) {
    const dashboard = await start(settings);
    if (warned) expect(dashboard.warn).toHaveBeenCalledWith(warning);
    else expect(dashboard.warn).not.toHaveBeenCalledWith(warning);
    await dashboard.stop();
  }
});
