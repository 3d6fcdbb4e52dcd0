import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { TIME_ZONE } from '../support/seeded-articles.js';

const MAIN = fileURLToPath(new URL('../../../../apps/dashboard/dist/main.js', import.meta.url));

/** The dashboard's own process. */
export interface RunningDashboard {
  readonly url: string;
  /** Its own `/metrics`. */
  readonly metricsUrl: string;
  stop(): Promise<void>;
}

/** Starts the built dashboard on a database; port 0 takes any. */
export async function startDashboard(
  databaseUrl: string,
  options: {
    readonly port?: number;
    readonly metricsUrls?: string;
    readonly refreshMilliseconds?: number;
    readonly queryTimeoutMilliseconds?: number;
  } = {},
): Promise<RunningDashboard> {
  const child = fork(MAIN, [], {
    execArgv: [],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      DATABASE_TARGET: 'postgres',
      DASHBOARD_PORT: String(options.port ?? 0),
      DASHBOARD_REFRESH_MS: String(options.refreshMilliseconds ?? 300),
      ...(options.queryTimeoutMilliseconds && {
        DASHBOARD_QUERY_TIMEOUT_MS: String(options.queryTimeoutMilliseconds),
      }),
      HEALTH_PORT: '0',
      LOG_LEVEL: 'warn',
      TIME_ZONE,
      ...(options.metricsUrls ? { PIPELINE_METRICS_URLS: options.metricsUrls } : {}),
    },
  });
  const exited = once(child, 'exit');
  const { dashboard, listening } = await addresses(child);
  return {
    url: dashboard,
    metricsUrl: `${listening}/metrics`,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Where it tells that it serves its pages (`dashboard`) and its health (`listening`). */
function addresses(child: ChildProcess): Promise<Record<'dashboard' | 'listening', string>> {
  return new Promise((resolve, reject) => {
    const told: Partial<Record<string, string>> = {};
    child.on('message', ({ type, url }: { type: string; url: string }) => {
      told[type] = url;
      const { dashboard, listening } = told;
      if (dashboard && listening) resolve({ dashboard, listening });
    });
    child.once('exit', (code) => reject(new Error(`The dashboard ended with exit code ${code}`)));
  });
}

/** An app's `/metrics` with the given samples. */
export async function serveMetrics(
  samples: string,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((_request, response) => response.end(samples));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/metrics`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
