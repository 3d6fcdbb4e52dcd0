/** How long to wait between attempts, in ms. */
export interface BackoffOptions {
  /** First wait; doubles with each failure. The server's `retry:` replaces it. */
  initialMs: number;
  maxMs: number;
  /** First wait after a 429, unless the server names one. */
  rateLimitedMs: number;
}

export const DEFAULT_BACKOFF: BackoffOptions = {
  initialMs: 1_000,
  maxMs: 60_000,
  rateLimitedMs: 30_000,
};

/** The longest a timer can wait, about 24 days; one set for longer rings at once. */
export const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Exponential backoff with equal jitter: between half and the whole of the nominal wait. */
export function backoff(
  failures: number,
  initialMs: number,
  maxMs: number,
  random: () => number = Math.random,
): number {
  const nominal = Math.min(maxMs, LONGEST_WAIT_MS, initialMs * 2 ** Math.min(failures, 30));
  return Math.round(nominal / 2 + (nominal / 2) * random());
}

/**
 * The wait a `Retry-After` header asks for, in ms: seconds or an HTTP date. At most what a timer can
 * wait.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return atMost(Number(header) * 1_000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : atMost(Math.max(0, at - now));
}

const atMost = (ms: number): number => Math.min(ms, LONGEST_WAIT_MS);
