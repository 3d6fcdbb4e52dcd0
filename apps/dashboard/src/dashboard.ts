import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { createDatabase } from '@wikistream/risingwave-schema';
import {
  AddressUnavailableError,
  notifyParent,
  type AppContext,
  type RunningApp,
} from '@wikistream/service-kit';
import { Counter, Gauge } from 'prom-client';
import { routes } from './http/routes.js';
import { Feed } from './live/feed.js';
import { readStatistics } from './queries/statistics.js';
import type { DashboardSettings } from './settings.js';

const PUBLIC = fileURLToPath(new URL('../public', import.meta.url));

/** Serves the dashboard until it is stopped. */
export async function startDashboard(context: AppContext<DashboardSettings>): Promise<RunningApp> {
  const { settings, logger, metrics, health, signal } = context;
  const db = createDatabase({
    connectionString: settings.databaseUrl,
    target: settings.databaseTarget,
  });
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: settings.timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const queries = new Counter({
    name: 'wikistream_dashboard_refreshes_total',
    help: 'Times the statistics were read from the database',
    registers: [metrics],
  });
  const feed = new Feed({
    intervalMs: settings.refreshMilliseconds,
    read: async () => {
      queries.inc();
      const statistics = await readStatistics(db, clock.format(new Date()));
      health.ready('database', true);
      return statistics;
    },
    onError: (error) => {
      health.ready('database', false, error instanceof Error ? error.message : String(error));
      logger.warn({ err: error }, 'the statistics could not be read');
    },
  });
  new Gauge({
    name: 'wikistream_dashboard_live_pages',
    help: 'Open pages',
    registers: [metrics],
    collect() {
      this.set(feed.listeners);
    },
  });
  await feed.latest();

  const server = createAdaptorServer({
    fetch: routes(feed, relative(process.cwd(), PUBLIC)).fetch,
  });
  try {
    server.listen(settings.port, settings.host);
    await once(server, 'listening');
  } catch (error) {
    await db.destroy();
    throw new AddressUnavailableError(
      'dashboard',
      'DASHBOARD_PORT',
      settings.host,
      settings.port,
      error,
    );
  }
  const { address, port, family } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  logger.info({ url }, 'dashboard');
  notifyParent({ type: 'dashboard', url });

  const closed = once(server, 'close');
  signal.addEventListener('abort', () => {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
  return { done: closed.then(() => db.destroy()) };
}
