import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
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
import { LiveHealth } from './health/live-health.js';
import { parseMetricsSources, PipelineHealthReader } from './health/pipeline-health.js';
import { routes } from './http/routes.js';
import { Views } from './live/views.js';
import { readHistory } from './queries/history.js';
import { readRecent } from './queries/recent.js';
import type { DashboardSettings } from './settings.js';
import { civilClock } from './time/civil.js';

const PUBLIC = fileURLToPath(new URL('../public', import.meta.url));
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
  const told = new WeakSet<Error>();
  /** Of a reading that failed several are told, who shared it; the log has it once. */
  const warn = (error: unknown, message: string) => {
    // What was being read while the dashboard stops is given up.
    if (signal.aborted || (error instanceof Error && told.has(error))) return;
    if (error instanceof Error) told.add(error);
    logger.warn({ err: error }, message);
  };
  const views = new Views({
    readings: {
      recent: (filters, moment, before) => readRecent(reader, filters, moment, before),
      history: (filters) => readHistory(reader, filters),
    },
    clock: civilClock(settings.timeZone),
    intervalMs: settings.refreshMilliseconds,
    onError: (error) => warn(error, 'the database could not be read'),
    onWhole: (failure) => {
      const ready = failure === undefined;
      health.ready('database', ready, ready ? undefined : messageOf(failure));
      if (!ready) void askUntilReady();
    },
  });
  let asking = false;
  /** "Not ready" may keep all visitors away, whose pages would ask again. */
  const askUntilReady = async () => {
    if (asking) return;
    asking = true;
    for (let ready = false; !ready && !signal.aborted;) {
      await delay(RETRY_MS, undefined, { ref: false });
      ready = await views.whole.newestEvent().then(
        () => true,
        () => false,
      );
    }
    asking = false;
  };
  const parts = new PipelineHealthReader(parseMetricsSources(settings.metricsUrls));
  const pipelineHealth = new LiveHealth({
    // Nobody may be watching the articles as a whole, which is what tells of the newest one.
    read: async () => parts.read(await views.whole.newestEvent().catch(() => null)),
    onError: (error) => warn(error, 'the pipeline’s metrics could not be read'),
  });
  new Gauge({
    name: 'wikistream_dashboard_live_pages',
    help: 'Open pages',
    registers: [metrics],
    collect() {
      this.set(views.followers);
    },
  });
  health.ready('database', false, 'not read yet');
  // The first visitor finds the figures read; the health page learns whether the database answers.
  views.whole.latest().catch(() => undefined);

  const app = routes({
    views,
    health: pipelineHealth,
    reader,
    publicFolder: relative(process.cwd(), PUBLIC),
    access: { basicAuth: settings.basicAuth, token: settings.token },
    onError: (error) => warn(error, 'a request could not be answered'),
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
