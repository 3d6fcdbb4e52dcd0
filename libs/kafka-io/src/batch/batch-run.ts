import type { ExpiredRecords } from '../consumer/expired.js';
import { GroupConsumer } from '../consumer/group.js';
import type { GroupConsumerOptions } from '../consumer/group-options.js';
import { lagSamples, totalLag } from '../consumer/lag.js';
import type { Polled } from '../consumer/poll.js';
import { decodeRecord, type RawRecord } from '../consumer/raw-record.js';
import { silentLogger, type Logger } from '../logger.js';
import { backoffMs, type BackoffOptions } from '../timing/backoff.js';
import { settlesBy, unlessAborted } from '../timing/bounded.js';
import { Changes } from '../timing/changes.js';
import { deferred } from '../timing/deferred.js';
import { GivenUp, Patience } from '../timing/patience.js';
import type { ConsumedRecord } from '../topic/message.js';
import type { Topic } from '../topic/topic.js';
import { Batch, type Held } from './batch.js';

/** What becomes of the records of a topic: the part in which kinds of consumers differ. */
export interface BatchSink<K, V> {
  /** Where to start reading partitions that came; left out: behind the group's commits. */
  startsOf?(
    partitions: readonly number[],
    group: GroupConsumer,
  ): Promise<ReadonlyMap<number, number>>;
  /**
   * Writes a batch and the offsets behind it. After a rejection that is an outage it is called again
   * for the same batch; any other ends the run. `signal` aborts when the result is no longer wanted.
   */
  write(batch: Batch<K, V>, group: GroupConsumer, signal: AbortSignal): Promise<void>;
  isOutage(error: unknown): boolean;
  /** The log of a partition was cut or made anew: offsets stored of it mean nothing any more. */
  rewound?(partition: number): void;
  /** Called once for each batch that was written. */
  written(batch: Batch<K, V>, durationMs: number): void;
  close(): Promise<void>;
}

export interface BatchRunOptions<K, V> extends Omit<GroupConsumerOptions, 'topic'> {
  readonly topic: Topic<K, V>;
  readonly maxRecords: number;
  readonly maxWaitMs: number;
  /** How long partitions that move away wait for an attempt to write them. */
  readonly revokeTimeoutMs: number;
  readonly backoff: BackoffOptions | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onExpired: ((records: ExpiredRecords) => void) | undefined;
  /** What the log says while an outage is waited out. */
  readonly waiting: string;
}

const IDLE_MS = 250;
/** After the deadline of a stop: for leaving the group and closing connections. */
const CLOSE_MS = 2_500;
/** Members of a group must poll: while a batch takes longer than this, they do so beside it. */
const SERVE_MS = 1_000;

/**
 * Takes records of one topic and has a sink write them, batch by batch. Outages of the sink are
 * waited out as a member of the group; what it holds then is bounded, and belongs to the next owner
 * as soon as a partition moves away.
 */
export class BatchRun<K, V> {
  readonly done: Promise<void>;
  readonly #options: BatchRunOptions<K, V>;
  readonly #sink: BatchSink<K, V>;
  readonly #logger: Logger;
  readonly #done = deferred();
  readonly #changes = new Changes();
  readonly #patience = new Patience();
  /** Where each partition stands: behind what is written. */
  readonly #positions = new Map<number, number>();
  /** Behind the last record taken, and behind markers of transactions that follow it. */
  readonly #next = new Map<number, number>();
  #held: Held<K, V>[] = [];
  #heldSince = 0;
  #batch: Batch<K, V> | undefined;
  /** The attempt to write `#batch` that is under way; none during the pause after an outage. */
  #attempt: AbortController | undefined;
  #group!: GroupConsumer;
  #open = true;
  #waitingSince: Date | undefined;
  #consumed = 0;

  private constructor(options: BatchRunOptions<K, V>, sink: BatchSink<K, V>) {
    this.#options = options;
    this.#sink = sink;
    this.#logger = options.connection.logger ?? silentLogger;
    this.done = this.#done.promise;
  }

  /**
   * Joins the group and begins. The sink is closed in the end, also when this fails.
   *
   * @throws {ConnectionError} no broker answers.
   */
  static async start<K, V>(
    options: BatchRunOptions<K, V>,
    sink: BatchSink<K, V>,
  ): Promise<BatchRun<K, V>> {
    const run = new BatchRun(options, sink);
    try {
      run.#group = await GroupConsumer.join(
        { ...options, topic: options.topic.name },
        {
          assigned: (partitions) => run.#assigned(partitions),
          revoked: (partitions, lost) => run.#revoked(partitions, lost),
          rewound: (partition) => sink.rewound?.(partition),
          expired: (records) => options.onExpired?.(records),
        },
      );
    } catch (error) {
      await sink.close();
      throw error;
    }
    run.#begin();
    return run;
  }

  get assigned(): Promise<void> {
    return this.#group.ready;
  }

  /**
   * Finishes what is in hand within `deadlineMs`, gives up the rest, leaves the group. What can not be
   * closed a moment after that, because brokers or database do not answer, is left to itself.
   */
  async stop(deadlineMs: number): Promise<void> {
    this.#open = false;
    this.#patience.lastsUntil(Date.now() + deadlineMs);
    this.#group.wake();
    this.#changes.notify();
    const timer = setTimeout(() => this.#giveUp(), deadlineMs);
    const ended = await settlesBy(this.done, this.#patience.deadline + CLOSE_MS);
    clearTimeout(timer);
    if (ended) return;
    this.#logger.warn({}, 'stopped before connections could be closed');
    this.#done.resolve();
  }

  get stats() {
    const lags = lagSamples(this.#group, this.#options.topic.name, this.#positions);
    return {
      consumed: this.#consumed,
      inFlight: this.#held.length + (this.#batch?.entries.length ?? 0),
      lag: totalLag(lags),
      lags,
      assigned: [...this.#group.owned].sort((a, b) => a - b),
      waitingSince: this.#waitingSince,
    };
  }

  #begin(): void {
    const { signal } = this.#options;
    const stop = () => void this.stop(10_000);
    signal?.addEventListener('abort', stop, { once: true });
    void this.#run()
      .finally(() => signal?.removeEventListener('abort', stop))
      .then(
        () => this.#done.resolve(),
        (error: unknown) => this.#done.reject(error),
      );
    if (signal?.aborted) stop();
  }

  async #run(): Promise<void> {
    try {
      await this.#consume();
    } catch (error) {
      if (!(error instanceof GivenUp)) throw error;
    } finally {
      this.#giveUp();
      await this.#group.close();
      await this.#sink.close();
    }
  }

  #giveUp(): void {
    this.#patience.end();
    this.#attempt?.abort();
    this.#changes.notify();
  }

  async #assigned(partitions: readonly number[]): Promise<ReadonlyMap<number, number> | undefined> {
    const lookUp = this.#throughOutages(async () => this.#sink.startsOf?.(partitions, this.#group));
    const starts = await unlessAborted(lookUp, this.#patience.signal).catch((error: unknown) => {
      if (!this.#patience.isOver) throw error;
      return undefined;
    });
    // Without its answer they would be begun where the group stands, and be said to be assigned.
    if (this.#patience.isOver) throw new GivenUp();
    for (const [partition, start] of starts ?? []) {
      this.#positions.set(partition, start);
      this.#next.set(partition, start);
    }
    return starts;
  }

  /** What is not written of partitions that move away is the next owner's: no offset tells of it. */
  async #revoked(partitions: readonly number[], lost: boolean): Promise<void> {
    const leaving = new Set(partitions);
    this.#held = this.#held.filter(({ raw }) => !leaving.has(raw.partition));
    const concerned = this.#batch?.entries.some(({ raw }) => leaving.has(raw.partition)) === true;
    if (concerned && !lost) {
      const deadline = Date.now() + this.#options.revokeTimeoutMs;
      const settled = () => this.#attempt === undefined || this.#patience.isOver;
      await this.#changes.until(settled, deadline);
    }
    this.#batch?.drop(leaving);
    if (concerned) this.#attempt?.abort();
    for (const partition of partitions) {
      this.#positions.delete(partition);
      this.#next.delete(partition);
    }
  }

  async #consume(): Promise<void> {
    const { maxRecords, maxWaitMs } = this.#options;
    while (this.#open) {
      const taken = this.#accept(await this.#group.poll(maxRecords - this.#held.length));
      const held = this.#held.length;
      const left = held > 0 ? this.#heldSince + maxWaitMs - Date.now() : IDLE_MS;
      if (held >= maxRecords || (held > 0 && left <= 0)) await this.#flush();
      else if (taken === 0) await this.#group.wait(left);
    }
    if (this.#held.length > 0) await this.#flush();
  }

  #accept({ records, ends }: Polled): number {
    if (records.length > 0 && this.#held.length === 0) this.#heldSince = Date.now();
    for (const raw of records) {
      this.#consumed += 1;
      this.#next.set(raw.partition, raw.offset + 1);
      this.#held.push(this.#decode(raw));
    }
    for (const { partition, offset } of ends) {
      if (!this.#group.owned.has(partition)) continue;
      // An end that records of the same take went past is none any more.
      if (offset <= (this.#next.get(partition) ?? -1)) continue;
      // Only markers of transactions lie between the last record and the end.
      this.#next.set(partition, offset);
      if (!this.#holds(partition)) this.#positions.set(partition, offset);
    }
    return records.length;
  }

  #holds(partition: number): boolean {
    const isOf = ({ raw }: Held<K, V>) => raw.partition === partition;
    return this.#held.some(isOf) || (this.#batch?.entries.some(isOf) ?? false);
  }

  #decode(raw: RawRecord): Held<K, V> {
    let record: ConsumedRecord<K, V> | undefined;
    let error: Error | undefined;
    try {
      record = decodeRecord(this.#options.topic, raw);
    } catch (cause) {
      error = cause as Error;
    }
    return { raw, record, error, done: false };
  }

  /** Has what is in hand written, and stays a member of the group meanwhile. */
  async #flush(): Promise<void> {
    const batch = new Batch(this.#held, this.#next);
    this.#batch = batch;
    this.#held = [];
    let ended = false;
    const writing = this.#throughOutages(() => this.#write(batch)).finally(() => {
      ended = true;
      this.#changes.notify();
    });
    // Awaited below; until then nobody listens to its failure.
    writing.catch(() => undefined);
    const over = () => ended || this.#patience.isOver;
    try {
      while (!(await this.#changes.until(over, Date.now() + SERVE_MS))) {
        this.#accept(await this.#group.poll(0));
      }
      if (ended) await writing;
    } finally {
      this.#batch = undefined;
    }
  }

  async #write(batch: Batch<K, V>): Promise<void> {
    while (batch.entries.length > 0 && !this.#patience.isOver) {
      const begun = performance.now();
      const attempt = new AbortController();
      this.#attempt = attempt;
      try {
        await this.#sink.write(batch, this.#group, attempt.signal);
        for (const [partition, next] of batch.nextOffsets) this.#positions.set(partition, next);
        this.#sink.written(batch, performance.now() - begun);
        return;
      } catch (error) {
        // A partition moved away under the attempt: the others still want theirs.
        if (!attempt.signal.aborted) throw error;
      } finally {
        this.#attempt = undefined;
        this.#changes.notify();
      }
    }
  }

  /** Repeats `work` through outages. Undefined when a stop does not leave the time for it. */
  async #throughOutages<T>(work: () => Promise<T>): Promise<T | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await work();
        this.#waitingSince = undefined;
        return result;
      } catch (error) {
        if (!this.#sink.isOutage(error)) throw error;
        const ms = backoffMs(attempt, this.#options.backoff);
        if (!this.#patience.allows(ms)) {
          this.#giveUp();
          return undefined;
        }
        if (!this.#waitingSince) {
          this.#waitingSince = new Date();
          this.#logger.warn({ err: error }, this.#options.waiting);
        }
        await this.#pause(ms);
      }
    }
  }

  /** Ends early when a stop would not leave the time for what comes after it. */
  async #pause(ms: number): Promise<void> {
    const end = Date.now() + ms;
    await this.#changes.until(() => !this.#patience.allows(end - Date.now()), end);
  }
}
