import { setTimeout as delay } from 'node:timers/promises';

type Answer<T> = Promise<T | false | undefined> | T | false | undefined;

/**
 * Waits until `condition` gives something other than false or undefined, and returns it. Its signal
 * aborts when that is not waited for any more: a condition that hangs does not hang whoever waits.
 *
 * @param what is waited for; a function tells, at the end, what is still missing
 */
export async function until<T>(
  what: string | (() => string),
  condition: (signal: AbortSignal) => Answer<T>,
  timeoutMs = 60_000,
  signal?: AbortSignal,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    const missing = typeof what === 'string' ? what : what();
    late.abort(new Error(`Still not after ${timeoutMs / 1000} s: ${missing}`));
  }, timeoutMs);
  const over = signal ? AbortSignal.any([late.signal, signal]) : late.signal;
  const given = new Promise<never>((_, reject) => {
    const giveUp = () => reject(over.reason as Error);
    if (over.aborted) giveUp();
    else over.addEventListener('abort', giveUp, { once: true });
  });
  given.catch(() => undefined);
  try {
    for (;;) {
      const asked = Promise.resolve(condition(over));
      // When it is given up, nobody hears what becomes of it.
      asked.catch(() => undefined);
      const value = await Promise.race([asked, given]);
      if (value !== false && value !== undefined) return value;
      await Promise.race([delay(50), given]);
    }
  } finally {
    clearTimeout(timer);
  }
}
