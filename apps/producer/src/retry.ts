import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@wikistream/kafka-io';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 15_000;

/** How {@link retry} goes about it. */
export interface RetryOptions {
  /** For the log: `could not <what>; trying again`. */
  readonly what: string;
  readonly logger: Logger;
  /** Once aborted, the failure is passed on. */
  readonly signal: AbortSignal;
  /** Failures that repeating cannot mend. */
  readonly fatal: (error: unknown) => boolean;
  /** Called after a failure, before the wait. */
  readonly onFailure?: (error: unknown) => Promise<void>;
}

/** Repeats an attempt, with growing and jittered waits, until it succeeds or cannot. */
export async function retry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { what, logger, signal, fatal, onFailure } = options;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
    try {
      return await attempt();
    } catch (error) {
      if (fatal(error) || signal.aborted) throw error;
      const waitMs = Math.round(wait * (0.5 + Math.random() / 2));
      logger.warn({ err: error, waitMs }, `could not ${what}; trying again`);
      await onFailure?.(error);
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
