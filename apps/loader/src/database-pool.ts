import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@wikistream/service-kit';
import { Pool } from 'pg';
import type { LoaderSettings } from './settings.js';

const CONNECT_MS = 10_000;
/** The server gives a statement up a little before this side does, so that it holds no lock longer. */
const SERVER_SHARE = 0.9;
const CLOSE_MS = 2_000;

/** Connections to the warehouse; none of them waits for ever. */
export interface DatabasePool {
  readonly native: Pool;
  /** Closes the connections; those that do not answer are left to the end of the process. */
  close(): Promise<void>;
}

export function openPool(
  settings: Pick<LoaderSettings, 'databaseUrl' | 'databaseConnections' | 'databaseTimeoutSeconds'>,
  logger: Logger,
): DatabasePool {
  const timeoutMs = settings.databaseTimeoutSeconds * 1_000;
  const serverMs = Math.ceil(timeoutMs * SERVER_SHARE);
  const pool = new Pool({
    connectionString: settings.databaseUrl,
    max: settings.databaseConnections,
    connectionTimeoutMillis: Math.min(CONNECT_MS, timeoutMs),
    // A server that vanished without closing its connections says nothing any more.
    query_timeout: timeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: CONNECT_MS,
    statement_timeout: serverMs,
    // And a loader that vanished leaves no locks behind.
    idle_in_transaction_session_timeout: serverMs,
  });
  pool.on('error', ({ message }) =>
    // The error carries the client and all its settings with it.
    logger.warn({ reason: message }, 'idle database connection lost'),
  );
  // One that breaks in a transaction shows in its next query; unheard, the event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    native: pool,
    close: async () => {
      const closed = new AbortController();
      const late = delay(CLOSE_MS, undefined, { signal: closed.signal }).catch(() => undefined);
      await Promise.race([pool.end(), late]);
      closed.abort();
    },
  };
}
