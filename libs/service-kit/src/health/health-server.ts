import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { AddressUnavailableError } from '../errors.js';
import type { Health } from './health.js';

/** A running health server. */
export interface HealthServer {
  /** Base address, e.g. `http://127.0.0.1:9101`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/healthz` (the process is alive), `/readyz` (it does its work; 503 with the failing
 * conditions otherwise) and `/metrics` (Prometheus text).
 *
 * @throws {AddressUnavailableError} when it cannot listen.
 */
export async function startHealthServer(options: {
  host: string;
  port: number;
  health: Health;
  metrics: Registry;
}): Promise<HealthServer> {
  const { host, port, health, metrics } = options;
  const server = createServer((request, response) => {
    switch (request.url?.split('?', 1)[0]) {
      case '/healthz':
        return sendJson(response, 200, { status: 'ok' });
      case '/readyz':
        return sendJson(response, health.isReady ? 200 : 503, {
          status: health.isReady ? 'ready' : 'not ready',
          checks: health.report(),
        });
      case '/metrics':
        return void metrics.metrics().then(
          (text) => send(response, 200, metrics.contentType, text),
          (error: unknown) => sendJson(response, 500, { status: 'error', message: String(error) }),
        );
      default:
        return sendJson(response, 404, {
          status: 'not found',
          paths: ['/healthz', '/readyz', '/metrics'],
        });
    }
  });
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw new AddressUnavailableError('health server', 'HEALTH_PORT', host, port, error);
  }
  // The health server alone never keeps an app alive.
  server.unref();
  const address = server.address() as AddressInfo;
  const urlHost = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${urlHost}:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json; charset=utf-8', `${JSON.stringify(body)}\n`);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}
