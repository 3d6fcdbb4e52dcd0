import { ensureTopicsAt } from '../admin/admin.js';
import { GroupConsumer } from '../consumer/group.js';
import { lagSamples, totalLag, type LagSample } from '../consumer/lag.js';
import { decodeRecord, type RawRecord } from '../consumer/raw-record.js';
import { silentLogger, type Logger } from '../logger.js';
import { settlesBy } from '../timing/bounded.js';
import { Changes } from '../timing/changes.js';
import { deferred } from '../timing/deferred.js';
import { GivenUp, Patience } from '../timing/patience.js';
import { deadLetterTopic } from '../dead-letters/dead-letter.js';
import { inTrace } from '../trace/record-trace.js';
import { Committer, type Committed } from './committer.js';
import { Lane } from './lane.js';
import { Results } from './results.js';
import type { RunningTransform, TransformStats, TransformTopicOptions } from './types.js';
import { Workers } from './workers.js';

/** Records asked for at a time. */
const POLL_RECORDS = 1_000;
const IDLE_MS = 250;
const COMPANY_MS = 50;
const FULL_MS = 1_000;
const REVOKE_MS = 3_000;
/** A commit under way ends by itself; beyond this the group has expelled the member anyway. */
const COMMIT_END_MS = 60_000;
/** After the deadline of a stop: for leaving the group and closing connections. */
const CLOSE_MS = 2_500;

/**
 * Consumes `from`, transforms each record, produces to `to`: exactly once. Outputs, dead letters and
 * the group's offsets are committed in one Kafka transaction, outputs in the order of their source
 * records. `transform` runs while transactions commit and is called for several records at a time.
 * The target and the dead-letter topic are made if they are missing.
 *
 * @throws {ConnectionError} no broker answers, or the transactional id is refused.
 * @throws {TopicError} a missing topic could not be made.
 */
export async function transformTopic<K, V, K2, V2>(
  options: TransformTopicOptions<K, V, K2, V2>,
): Promise<RunningTransform> {
  const run = new TransformRun(options);
  await run.open();
  return run;
}

class TransformRun<K, V, K2, V2> implements RunningTransform {
  readonly done: Promise<void>;
  readonly #options: TransformTopicOptions<K, V, K2, V2>;
  readonly #lanes = new Map<number, Lane<K, V>>();
  readonly #changes = new Changes();
  readonly #workers: Workers<K, V, K2, V2>;
  readonly #results: Results<K, V, K2, V2>;
  readonly #done = deferred();
  readonly #patience = new Patience();
  readonly #maxRecords: number;
  readonly #maxInFlight: number;
  /** Room to be had before more records are asked for. */
  readonly #leastRoom: number;
  #group!: GroupConsumer;
  #committer!: Committer<K, V>;
  #intake: Promise<void> = Promise.resolve();
  #commits: Promise<void> = Promise.resolve();
  #stopping: Promise<void> | undefined;
  readonly #logger: Logger;
  #takingIn = true;
  /** Commit what is ready without waiting for company. */
  #hurry = false;
  #committing = false;
  #consumed = 0;
  #produced = 0;
  #deadLettered = 0;
  #committed = 0;

  constructor(options: TransformTopicOptions<K, V, K2, V2>) {
    const { concurrency = 1, recordsPerCall = 1, maxAttempts = 3 } = options;
    const perCall = typeof recordsPerCall === 'number' ? () => recordsPerCall : recordsPerCall;
    this.#options = options;
    this.#results = new Results(options.from, options.to);
    this.#logger = options.connection.logger ?? silentLogger;
    this.#maxRecords = options.batch?.maxRecords ?? 2_000;
    this.#maxInFlight =
      options.maxInFlight ?? 2 * Math.max(this.#maxRecords, concurrency * perCall());
    this.#leastRoom = Math.min(POLL_RECORDS, Math.ceil(this.#maxInFlight / 4));
    this.done = this.#done.promise;
    this.#workers = new Workers({
      transform: options.transform,
      concurrency,
      recordsPerCall: perCall,
      maxAttempts,
      backoff: options.backoff,
      logger: this.#logger,
      finish: (entry, outcome) => entry.lane.finish(entry, this.#results.of(entry, outcome)),
      changed: () => {
        this.#workers.start(this.#lanes.values());
        this.#changes.notify();
      },
    });
  }

  get assigned(): Promise<void> {
    return this.#group.ready;
  }

  async open(): Promise<void> {
    const { connection, groupId, from, to, signal } = this.#options;
    await ensureTopicsAt(connection, [to, deadLetterTopic(from)]);
    this.#committer = await Committer.open<K, V>(
      {
        connection,
        groupId,
        transactionalId: this.#options.transactionalId,
        transactionTimeoutMs: this.#options.transactionTimeoutMs ?? 15_000,
      },
      { tooLarge: (entry, cause) => (entry.result = this.#results.tooLarge(entry, cause)) },
    );
    try {
      this.#group = await GroupConsumer.join(
        {
          connection,
          topic: from.name,
          groupId,
          fromBeginning: this.#options.fromBeginning ?? true,
          groupProtocol: this.#options.groupProtocol ?? 'classic',
          sessionTimeoutMs: this.#options.sessionTimeoutMs,
          isolation: this.#options.isolation ?? 'read_committed',
        },
        {
          assigned: async (partitions) => this.#assigned(partitions),
          revoked: (partitions, lost) => this.#revoked(partitions, lost),
          expired: (records) => this.#options.onExpired?.(records),
        },
      );
    } catch (error) {
      await this.#committer.close();
      throw error;
    }
    const stop = () => void this.stop();
    signal?.addEventListener('abort', stop, { once: true });
    void this.done.catch(() => undefined).then(() => signal?.removeEventListener('abort', stop));
    this.#intake = this.#takeIn();
    this.#intake.catch((error: unknown) => this.#fail(error));
    this.#commits = this.#commitAll();
    this.#commits.catch((error: unknown) => this.#fail(error));
    if (signal?.aborted) stop();
  }

  stop(deadlineMs = 10_000): Promise<void> {
    this.#stopping ??= this.#shutDown(Date.now() + deadlineMs);
    return this.#stopping;
  }

  stats(): TransformStats {
    const lags = this.#lags;
    return {
      consumed: this.#consumed,
      produced: this.#produced,
      deadLettered: this.#deadLettered,
      inFlight: this.#held,
      lag: totalLag(lags),
      lags,
      committed: this.#committed,
      aborted: this.#committer.aborted,
      assigned: [...this.#lanes.keys()].sort((a, b) => a - b),
      waitingSince: this.#workers.waitingSince,
    };
  }

  #assigned(partitions: readonly number[]): undefined {
    for (const partition of partitions) {
      this.#lanes.set(partition, new Lane(this.#options.from.name, partition));
    }
  }

  /** Lets work on partitions that move away end and be committed, then lets go of them. */
  async #revoked(partitions: readonly number[], lost: boolean): Promise<void> {
    const leaving = new Set(partitions.flatMap((partition) => this.#lanes.get(partition) ?? []));
    if (!lost) {
      this.#hurry = true;
      this.#changes.notify();
      const settled = () =>
        !this.#workers.busyWith(leaving) && [...leaving].every(({ ready }) => ready === 0);
      const { revokeTimeoutMs = REVOKE_MS } = this.#options;
      await this.#changes.until(settled, Date.now() + revokeTimeoutMs);
      this.#hurry = false;
    }
    for (const lane of leaving) {
      lane.close();
      this.#lanes.delete(lane.partition);
    }
    this.#workers.abortUnwanted();
    // A transaction that holds records of these partitions must end before they are given away. A run
    // that is over can not wait: it leaves the group, and the next owner waits for the transaction.
    const ended = () => !this.#committing || this.#patience.isOver;
    await this.#changes.until(ended, Date.now() + COMMIT_END_MS);
  }

  async #takeIn(): Promise<void> {
    while (this.#takingIn) {
      const room = Math.min(POLL_RECORDS, this.#maxInFlight - this.#held);
      const { records, ends } = await this.#group.poll(Math.max(0, room));
      for (const raw of records) this.#accept(raw);
      for (const { partition, offset } of ends) this.#lanes.get(partition)?.endsAt(offset);
      if (records.length > 0) {
        this.#workers.start(this.#lanes.values());
        this.#changes.notify();
      } else if (room > 0) await this.#group.wait(IDLE_MS);
      // Asking for a few records at a time would cost more than the records.
      const full = () => this.#takingIn && this.#maxInFlight - this.#held < this.#leastRoom;
      if (full()) await this.#changes.until(() => !full(), Date.now() + FULL_MS);
    }
  }

  #accept(taken: RawRecord): void {
    const raw = this.#options.startTraces ? inTrace(taken) : taken;
    const lane = this.#lanes.get(raw.partition);
    if (!lane) return;
    this.#consumed += 1;
    try {
      lane.add(raw, decodeRecord(this.#options.from, raw));
    } catch (error) {
      lane.add(raw, undefined, this.#results.deadLetter(raw, error as Error));
    }
  }

  async #commitAll(): Promise<void> {
    const { maxWaitMs = COMPANY_MS } = this.#options.batch ?? {};
    while (!this.#patience.isOver) {
      const { count, since } = this.#ready;
      const left = this.#hurry || count >= this.#maxRecords ? 0 : since + maxWaitMs - Date.now();
      if (count === 0 || left > 0) {
        await this.#changes.next(count === 0 ? IDLE_MS : left);
        continue;
      }
      this.#committing = true;
      try {
        const committed = await this.#committer.commit(
          this.#lanes.values(),
          this.#group,
          this.#maxRecords,
          this.#patience,
        );
        if (committed) this.#account(committed);
      } catch (error) {
        if (!(error instanceof GivenUp)) throw error;
        this.#logger.warn({ err: error }, 'stopped in the middle of a transaction');
        this.#patience.end();
      } finally {
        this.#committing = false;
        this.#changes.notify();
      }
    }
  }

  #account({ entries, durationMs }: Committed<K, V>): void {
    const { onCommit, onDeadLetter } = this.#options;
    let deadLetters = 0;
    for (const { raw, result } of entries) {
      result?.onCommitted?.();
      if (!result?.deadLetter) continue;
      deadLetters += 1;
      const { topic, partition, offset } = raw;
      onDeadLetter?.(result.deadLetter, { topic, partition, offset });
    }
    this.#committed += 1;
    this.#deadLettered += deadLetters;
    this.#produced += entries.length - deadLetters;
    onCommit?.({ records: entries.length, deadLetters, durationMs });
  }

  async #shutDown(deadline: number): Promise<void> {
    this.#takingIn = false;
    this.#patience.lastsUntil(deadline);
    this.#workers.stop();
    this.#group.wake();
    this.#changes.notify();
    await settlesBy(this.#intake, deadline);
    this.#hurry = true;
    this.#changes.notify();
    const settled = () =>
      this.#patience.isOver ||
      (this.#workers.running === 0 && this.#ready.count === 0 && !this.#committing);
    await this.#changes.until(settled, deadline);
    if (!(await settlesBy(this.#close(), Math.max(deadline, Date.now()) + CLOSE_MS))) {
      // A request in the middle of a transaction can not be called back; it ends by itself.
      this.#logger.warn({}, 'stopped before connections could be closed');
    }
    this.#done.resolve();
  }

  async #fail(error: unknown): Promise<void> {
    this.#takingIn = false;
    this.#workers.stop();
    this.#done.reject(error);
    await this.#close();
  }

  async #close(): Promise<void> {
    for (const lane of this.#lanes.values()) lane.close();
    this.#workers.abortAll();
    this.#patience.end();
    this.#changes.notify();
    // The native clients must not go while they are asked.
    await Promise.allSettled([this.#intake, this.#commits]);
    await this.#group.close();
    await this.#committer.close();
  }

  /** How many records can be committed, and since when the first of them. */
  get #ready(): { readonly count: number; readonly since: number } {
    let count = 0;
    let since = Infinity;
    for (const { ready, readySince } of this.#lanes.values()) {
      count += ready;
      if (ready > 0) since = Math.min(since, readySince);
    }
    return { count, since };
  }

  get #held(): number {
    let held = 0;
    for (const lane of this.#lanes.values()) held += lane.size;
    return held;
  }

  get #lags(): LagSample[] {
    // Before the first record nobody has told where the group stands.
    const positions = [...this.#lanes.values()].map(
      ({ partition, position }) => [partition, position] as const,
    );
    return lagSamples(this.#group, this.#options.from.name, positions);
  }
}
