import type { Logger } from '../logger.js';
import { isRefused } from '../native/errors.js';
import { backoffMs, pause } from '../timing/backoff.js';

/** How long brokers may take to tell where the group stands before they are asked again. */
const LOOK_UP_MS = 2_000;
/** Brokers end an abandoned transaction after its own timeout, which is a minute by default. */
const USUAL_MS = 90_000;
const BACKOFF = { initialMs: 50, maxMs: 1_000 };

const HANGING =
  'the committed offsets are still not known; if the brokers are well, a transaction hangs: ' +
  'kafka-transactions.sh find-hanging names it, and abort ends it';

/** Asks brokers for the commits of partitions; rejects unless it is told of each. */
export type LookUp = (
  partitions: readonly number[],
  timeoutMs: number,
) => Promise<ReadonlyMap<number, number>>;

export interface StartOffsetsOptions {
  readonly lookUp: LookUp;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/**
 * Where to begin with partitions that came: after what is `given`, else at the group's commits.
 * Partitions of which the result says nothing have no commit.
 *
 * The client library would look the commits up by itself. But when the assignment changes while the
 * brokers wait for a transaction to end, librdkafka (2.15.1, `rd_kafka_assignment_apply_offsets`)
 * takes their answer "unstable" for "no commit", and reads the whole partition again.
 *
 * @throws whatever says that the group may not be asked, or the last fault once `signal` aborts.
 */
export async function startOffsets(
  partitions: readonly number[],
  given: ReadonlyMap<number, number> | undefined,
  { lookUp, signal, logger }: StartOffsetsOptions,
): Promise<ReadonlyMap<number, number>> {
  const open = partitions.filter((partition) => given?.has(partition) !== true);
  if (open.length === 0) return given ?? new Map();
  const begun = Date.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return new Map([...(given ?? []), ...(await lookUp(open, LOOK_UP_MS))]);
    } catch (error) {
      if (isRefused(error) || signal.aborted) throw error;
      const known = { err: error, partitions: open };
      if (Date.now() - begun < USUAL_MS) {
        logger.info(known, 'the committed offsets are not known yet');
      } else logger.warn(known, HANGING);
      await pause(backoffMs(attempt, BACKOFF), signal);
    }
  }
}
