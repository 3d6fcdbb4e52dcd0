import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `condition` gives something other than false or undefined, and returns it. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | false | undefined> | T | false | undefined,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value !== false && value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`Still not after ${timeoutMs / 1000} s: ${what}`);
    await delay(50);
  }
}
