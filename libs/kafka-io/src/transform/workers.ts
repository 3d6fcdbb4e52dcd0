import { isRetriable, PoisonRecordError } from '../errors.js';
import type { Logger } from '../logger.js';
import { backoffMs, pause, type BackoffOptions } from '../timing/backoff.js';
import type { ConsumedRecord } from '../topic/message.js';
import type { Entry, Lane } from './lane.js';
import type { Outcome, Transform } from './types.js';

export interface WorkersOptions<K, V, K2, V2> {
  readonly transform: Transform<K, V, K2, V2>;
  readonly concurrency: number;
  readonly recordsPerCall: () => number;
  readonly maxAttempts: number;
  readonly backoff: BackoffOptions | undefined;
  readonly logger: Logger;
  /** Takes what became of a record. */
  readonly finish: (entry: Entry<K, V>, outcome: Outcome<K2, V2>) => void;
  /** Called whenever a call has ended. */
  readonly changed: () => void;
}

interface Call<K, V> {
  readonly entries: readonly Entry<K, V>[];
  readonly abort: AbortController;
}

/** Calls `transform` for waiting records, so many at a time, until each has an outcome. */
export class Workers<K, V, K2, V2> {
  readonly #options: WorkersOptions<K, V, K2, V2>;
  readonly #calls = new Set<Call<K, V>>();
  #stopped = false;
  waitingSince: Date | undefined;

  constructor(options: WorkersOptions<K, V, K2, V2>) {
    this.#options = options;
  }

  /** Calls under way. */
  get running(): number {
    return this.#calls.size;
  }

  /** Starts as many calls as there are records and room for. */
  start(lanes: Iterable<Lane<K, V>>): void {
    if (this.#stopped) return;
    const sources = [...lanes];
    for (;;) {
      const free = this.#options.concurrency - this.#calls.size;
      if (free <= 0) return;
      const waiting = sources.reduce((sum, lane) => sum + lane.waiting, 0);
      if (waiting === 0) return;
      // A few records are spread over the free slots rather than queued in one call.
      const size = Math.min(this.#options.recordsPerCall(), Math.ceil(waiting / free));
      void this.#run({ entries: take(sources, size), abort: new AbortController() });
    }
  }

  /** Aborts the calls none of whose records is wanted any more. */
  abortUnwanted(): void {
    for (const { entries, abort } of this.#calls) {
      if (!entries.some(({ lane }) => lane.open)) abort.abort();
    }
  }

  /** Starts no more calls. */
  stop(): void {
    this.#stopped = true;
  }

  abortAll(): void {
    for (const { abort } of this.#calls) abort.abort();
  }

  /** True when a call works on a record of one of `lanes`. */
  busyWith(lanes: ReadonlySet<Lane<K, V>>): boolean {
    return [...this.#calls].some(({ entries }) =>
      entries.some(({ lane, result }) => result === undefined && lanes.has(lane)),
    );
  }

  async #run(job: Call<K, V>): Promise<void> {
    this.#calls.add(job);
    try {
      await this.#settle(job.entries, job.abort.signal);
    } finally {
      this.#calls.delete(job);
      this.#options.changed();
    }
  }

  /** Repeats the call until every record has an outcome or is not wanted any more. */
  async #settle(entries: readonly Entry<K, V>[], signal: AbortSignal): Promise<void> {
    for (let outages = 0, attempts = 0; ;) {
      const wanted = signal.aborted ? [] : entries.filter(({ lane }) => lane.open);
      if (wanted.length === 0) return;
      try {
        await this.#call(wanted, signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (isRetriable(error)) {
          outages += 1;
          await this.#waitOut(error, outages, signal);
          continue;
        }
        if (wanted.length > 1) {
          // One of them is to blame; each is judged by itself.
          for (const entry of wanted) await this.#settle([entry], signal);
          return;
        }
        attempts += 1;
        const [entry] = wanted;
        if (attempts >= this.#options.maxAttempts && entry) {
          this.#options.finish(entry, { deadLetter: new PoisonRecordError(attempts, error) });
          return;
        }
        await pause(backoffMs(attempts, this.#options.backoff), signal);
      }
    }
  }

  async #call(entries: readonly Entry<K, V>[], signal: AbortSignal): Promise<void> {
    const records = entries.map(({ record }) => record as ConsumedRecord<K, V>);
    const outcomes = await this.#options.transform(records, { signal });
    if (outcomes.length !== entries.length) {
      throw new TypeError(
        `transform returned ${outcomes.length} outcomes for ${entries.length} records`,
      );
    }
    if (signal.aborted) return;
    this.waitingSince = undefined;
    for (const [index, entry] of entries.entries()) {
      this.#options.finish(entry, outcomes[index] as Outcome<K2, V2>);
    }
  }

  async #waitOut(error: unknown, outages: number, signal: AbortSignal): Promise<void> {
    const ms = backoffMs(outages, this.#options.backoff);
    if (!this.waitingSince) {
      this.waitingSince = new Date();
      this.#options.logger.warn({ err: error }, 'transform is waiting for an outage to end');
    }
    await pause(ms, signal);
  }
}

function take<K, V>(lanes: readonly Lane<K, V>[], count: number): Entry<K, V>[] {
  const entries: Entry<K, V>[] = [];
  for (const lane of lanes) {
    while (entries.length < count) {
      const entry = lane.next();
      if (!entry) break;
      entries.push(entry);
    }
  }
  return entries;
}
