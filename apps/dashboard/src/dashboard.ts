import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import {
  AddressUnavailableError,
  notifyParent,
  type AppContext,
  type RunningApp,
} from '@wikistream/service-kit';
import { Gauge, Histogram } from 'prom-client';
import { Reader } from './database/reader.js';
import { BusyError } from './errors.js';
import { parseMetricsSources, PipelineHealthReader } from './health/pipeline-health.js';
import { routes } from './http/routes.js';
import { Feed } from './live/feed.js';
import { Pace } from './live/pace.js';
import { statisticsFeeds } from './live/statistics-feeds.js';
import { readLanguages } from './queries/languages.js';
import type { DashboardSettings } from './settings.js';
import { civilClock } from './time/civil.js';

const PUBLIC = fileURLToPath(new URL('../public', import.meta.url));
const HEALTH_INTERVAL_MS = 2_000;
const LANGUAGES_INTERVAL_MS = 30_000;
const LANGUAGES_SHARE = 0.05;
const RETRY_MS = 2_000;
const LOOPBACK = /^(127\.|::1$|localhost$)/;

/** Serves the dashboard until it is stopped. */
export async function startDashboard(context: AppContext<DashboardSettings>): Promise<RunningApp> {
  const { settings, logger, metrics, health, signal } = context;
  const queries = new Histogram({
    name: 'wikistream_dashboard_query_seconds',
    help: 'Time the database took, by query',
    labelNames: ['query'],
    registers: [metrics],
  });
  const reader = new Reader({
    connectionString: settings.databaseUrl,
    target: settings.databaseTarget,
    timeoutMs: settings.queryTimeoutMilliseconds,
    onQuery: (query, seconds) => queries.observe({ query }, seconds),
  });
  let databaseReady = false;
  let retry: NodeJS.Timeout | undefined;
  /** "Not ready" may keep all visitors away, whose pages would ask again. */
  const askAgain = () => {
    retry ??= setTimeout(() => {
      retry = undefined;
      if (databaseReady || signal.aborted) return;
      statistics.of({}).latest().catch(onError);
      askAgain();
    }, RETRY_MS).unref();
  };
  const onError = (error: unknown) => {
    // What was being read while the dashboard stops is given up; who asks too much is told so.
    if (signal.aborted || error instanceof BusyError) return;
    health.ready('database', false, error instanceof Error ? error.message : String(error));
    logger.warn({ err: error }, 'the database could not be read');
    databaseReady = false;
    askAgain();
  };

  let newestEvent: Date | null = null;
  const statistics = statisticsFeeds({
    reader,
    clock: civilClock(settings.timeZone),
    intervalMs: settings.refreshMilliseconds,
    onError,
    onNewest: (event) => {
      databaseReady = true;
      health.ready('database', true);
      newestEvent = event;
    },
  });
  const parts = new PipelineHealthReader(parseMetricsSources(settings.metricsUrls));
  const pipelineHealth = new Feed({
    read: async () => {
      // Nobody may be watching the unfiltered view, which is what tells of the newest article.
      await statistics.of({}).latest().catch(onError);
      return parts.read(newestEvent);
    },
    pace: new Pace({ intervalMs: HEALTH_INTERVAL_MS, share: 1, feeds: () => 1 }),
    identity: (reading) => JSON.stringify({ ...reading, at: '' }),
    onError: (error) => logger.warn({ err: error }, 'the pipeline’s metrics could not be read'),
  });
  const languages = new Feed({
    read: () => readLanguages(reader),
    pace: new Pace({
      intervalMs: LANGUAGES_INTERVAL_MS,
      share: LANGUAGES_SHARE,
      feeds: () => statistics.active,
    }),
    identity: (list) => JSON.stringify(list),
    onError,
  });
  new Gauge({
    name: 'wikistream_dashboard_live_pages',
    help: 'Open pages',
    registers: [metrics],
    collect() {
      this.set(statistics.listeners);
    },
  });
  health.ready('database', false, 'not read yet');
  // The first visitor finds the figures read; the health page learns whether the database answers.
  statistics.of({}).latest().catch(onError);

  const app = routes({
    statistics,
    health: pipelineHealth,
    languages,
    reader,
    publicFolder: relative(process.cwd(), PUBLIC),
    access: { basicAuth: settings.basicAuth, token: settings.token },
    onError: (error) => logger.warn({ err: error }, 'a request could not be answered'),
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  try {
    server.listen(settings.port, settings.host);
    await once(server, 'listening');
  } catch (error) {
    await reader.close();
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
  if (!LOOPBACK.test(settings.host) && !settings.basicAuth && !settings.token) {
    logger.warn(
      'everybody who reaches this address can read the dashboard: set DASHBOARD_BASIC_AUTH or DASHBOARD_TOKEN, and put TLS in front',
    );
  }
  logger.info({ url }, 'dashboard');
  notifyParent({ type: 'dashboard', url });

  const closed = once(server, 'close');
  signal.addEventListener('abort', () => {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
  return { done: closed.then(() => reader.close()) };
}
