import type { Batch, Held } from '../batch/batch.js';
import { BatchRun, type BatchSink } from '../batch/batch-run.js';
import { LetterBox } from '../batch/letter-box.js';
import type { GroupConsumer } from '../consumer/group.js';
import { positionOf, recordBytes } from '../consumer/raw-record.js';
import { CommitPendingError, isRetriable, PoisonRecordError } from '../errors.js';
import { backoffMs, pause } from '../timing/backoff.js';
import type { ConsumedRecord } from '../topic/message.js';
import type { ConsumeStats, ConsumeTopicOptions, RunningConsumer } from './types.js';

const MAX_RECORDS = 500;
const MAX_ATTEMPTS = 3;
const REVOKE_MS = 3_000;
const STOP_MS = 10_000;
/** After it, a commit that does not come about is an outage. */
const BALANCE_MS = 10_000;

/**
 * Consumes a topic as a member of a group, at least once: the offsets behind a batch are committed
 * when its handler has resolved.
 *
 * @throws {ConnectionError} no broker answers.
 */
export async function consumeTopic<K, V>(
  options: ConsumeTopicOptions<K, V>,
): Promise<RunningConsumer> {
  const { connection, topic, batch = {}, onPoison } = options;
  const letters = onPoison ? undefined : await LetterBox.open(connection, topic);
  const sink = new HandlerSink(options, letters);
  const run = await BatchRun.start<K, V>(
    {
      connection,
      topic,
      groupId: options.groupId,
      fromBeginning: options.fromBeginning ?? true,
      groupProtocol: options.groupProtocol ?? 'classic',
      sessionTimeoutMs: options.sessionTimeoutMs,
      isolation: options.isolation ?? 'read_committed',
      maxRecords: batch.maxRecords ?? MAX_RECORDS,
      maxWaitMs: batch.maxWaitMs ?? 0,
      revokeTimeoutMs: options.revokeTimeoutMs ?? REVOKE_MS,
      backoff: options.backoff,
      signal: options.signal,
      onExpired: options.onExpired,
      waiting: 'consuming is waiting for an outage to end',
    },
    sink,
  );
  return {
    assigned: run.assigned,
    done: run.done,
    stop: (deadlineMs = STOP_MS) => run.stop(deadlineMs),
    stats: (): ConsumeStats => ({ ...run.stats, ...sink.counts }),
  };
}

class HandlerSink<K, V> implements BatchSink<K, V> {
  readonly #options: ConsumeTopicOptions<K, V>;
  readonly #letters: LetterBox | undefined;
  readonly counts = { handled: 0, deadLettered: 0 };

  constructor(options: ConsumeTopicOptions<K, V>, letters: LetterBox | undefined) {
    this.#options = options;
    this.#letters = letters;
  }

  /** What was done in an attempt before is not done again. */
  async write(batch: Batch<K, V>, group: GroupConsumer, signal: AbortSignal): Promise<void> {
    await this.#handleAll(batch, signal);
    await this.#putAside(batch);
    await this.#commit(batch, group, signal);
  }

  isOutage(error: unknown): boolean {
    return isRetriable(error);
  }

  written({ entries }: Batch<K, V>, durationMs: number): void {
    const poison = entries.filter(({ error }) => error !== undefined);
    const records = entries.length - poison.length;
    this.counts.handled += records;
    this.counts.deadLettered += poison.length;
    for (const { error, raw } of poison) {
      this.#options.onDeadLetter?.(error as Error, positionOf(raw));
    }
    this.#options.onCommit?.({ records, deadLetters: poison.length, durationMs });
  }

  async close(): Promise<void> {
    await this.#letters?.close();
  }

  /**
   * While a group is being balanced its brokers take no commits. To wait for them here, rather than as
   * for an outage, keeps partitions that move away until what was handled of them is committed.
   */
  async #commit(batch: Batch<K, V>, group: GroupConsumer, signal: AbortSignal): Promise<void> {
    const deadline = Date.now() + BALANCE_MS;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await group.commit(batch.nextOffsets);
        return;
      } catch (error) {
        const isPending = error instanceof CommitPendingError && Date.now() < deadline;
        if (!isPending || signal.aborted) throw error;
        await pause(backoffMs(attempt, { initialMs: 20, maxMs: 500 }), signal);
      }
    }
  }

  async #handleAll(batch: Batch<K, V>, signal: AbortSignal): Promise<void> {
    const waiting = batch.entries.filter(({ error, done }) => error === undefined && !done);
    if (waiting.length === 0) return;
    if (waiting.length > 1) {
      try {
        await this.#handle(waiting, signal);
        return;
      } catch (error) {
        if (signal.aborted || isRetriable(error)) throw error;
        // One of them is to blame; each is judged by itself.
      }
    }
    for (const entry of waiting) {
      if (batch.entries.includes(entry)) await this.#handleAlone(entry, signal);
    }
  }

  async #handleAlone(entry: Held<K, V>, signal: AbortSignal): Promise<void> {
    const { maxAttempts = MAX_ATTEMPTS, backoff } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#handle([entry], signal);
        return;
      } catch (error) {
        if (signal.aborted || isRetriable(error)) throw error;
        if (attempt >= maxAttempts) {
          entry.error = new PoisonRecordError(attempt, error);
          return;
        }
        await pause(backoffMs(attempt, backoff), signal);
        signal.throwIfAborted();
      }
    }
  }

  async #handle(entries: readonly Held<K, V>[], signal: AbortSignal): Promise<void> {
    const records = entries.map(({ record }) => record as ConsumedRecord<K, V>);
    await this.#options.handle(records, { signal });
    for (const entry of entries) entry.done = true;
  }

  async #putAside(batch: Batch<K, V>): Promise<void> {
    const { onPoison } = this.#options;
    if (!onPoison) {
      await this.#letters?.send(batch);
      return;
    }
    for (const entry of batch.entries) {
      if (entry.error === undefined || entry.done) continue;
      await onPoison(entry.error, recordBytes(entry.raw));
      entry.done = true;
    }
  }
}
