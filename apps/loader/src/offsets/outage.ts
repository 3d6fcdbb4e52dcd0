import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@wikistream/service-kit';

/**
 * SQLSTATE classes and codes that say the database cannot do it now, though it may later
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html): connection exceptions, deadlock
 * and serialization failure, out of memory or connections or disk, a statement or transaction that took
 * too long, shutting down or starting up.
 */
const PASSING_SQLSTATE = /^(08...|25P03|40001|40P01|53...|57014|57P0[1-4])$/;
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What `pg` throws, without any code, when a connection ends under a query or does not answer it. */
const CONNECTION_ENDED =
  /connection (terminated|ended|timeout)|timeout exceeded when trying to connect|timeout expired|query read timeout|is not queryable/i;

/** True when an error is the database being away or overloaded rather than the data being wrong. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return PASSING_SQLSTATE.test(code) || NETWORK.has(code) || CONNECTION_ENDED.test(error.message);
}

const PAUSE_MS = 1_000;

/** Repeats `work` until the database is there; what is no outage is thrown at once. */
export async function throughOutages<T>(
  work: () => Promise<T>,
  { logger, signal }: { logger: Logger; signal: AbortSignal },
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error)) throw error;
      if (attempt === 1) logger.warn({ err: error }, 'waiting for the database');
      await pause(PAUSE_MS, undefined, { signal });
    }
  }
}
