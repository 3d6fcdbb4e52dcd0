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
  stop(): Promise<void>;
}

/** Starts the built dashboard on a database; port 0 takes any. */
export async function startDashboard(
  databaseUrl: string,
  options: { readonly port?: number; readonly metricsUrls?: string } = {},
): Promise<RunningDashboard> {
  const child = fork(MAIN, [], {
    execArgv: [],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      DATABASE_TARGET: 'postgres',
      DASHBOARD_PORT: String(options.port ?? 0),
      DASHBOARD_REFRESH_MS: '300',
      HEALTH_PORT: '0',
      LOG_LEVEL: 'warn',
      TIME_ZONE,
      ...(options.metricsUrls ? { PIPELINE_METRICS_URLS: options.metricsUrls } : {}),
    },
  });
  const exited = once(child, 'exit');
  const url = await listening(child);
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { type?: string; url?: string }) => {
      if (message.type === 'dashboard' && message.url) resolve(message.url);
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
