import { setTimeout as delay } from 'node:timers/promises';

export interface BackoffOptions {
  readonly initialMs?: number;
  readonly maxMs?: number;
}

/** Pause number `attempt` (from 1): doubling, capped, and up to a quarter shorter by chance. */
export function backoffMs(attempt: number, options: BackoffOptions = {}): number {
  const { initialMs = 250, maxMs = 30_000 } = options;
  const full = Math.min(maxMs, initialMs * 2 ** Math.min(attempt - 1, 30));
  return full * (1 - Math.random() / 4);
}

/** Resolves after `ms`, or when `signal` aborts. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
}
