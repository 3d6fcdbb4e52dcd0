import { setTimeout as delay } from 'node:timers/promises';
import type { Pace } from './pace.js';

/** A value and the number of the change that made it. */
export interface Reading<T> {
  readonly value: T;
  /** Grows by one with each value that differs from the one before. */
  readonly change: number;
}

export interface FeedOptions<T> {
  readonly read: () => Promise<T>;
  readonly pace: Pace;
  /** What tells two values apart; values that differ only in when they were read are the same. */
  readonly identity: (value: T) => string;
  readonly onError: (error: unknown) => void;
  /** How old a value may be that is served while a fresh one is read. Default 60 000 ms. */
  readonly staleMs?: number;
}

const STALE_MS = 60_000;

/** Something read again and again while anyone listens, and never more than once at a time. */
export class Feed<T> {
  readonly #options: FeedOptions<T>;
  readonly #listeners = new Set<(reading: Reading<T>) => void>();
  readonly #staleMs: number;
  #last: { reading: Reading<T>; identity: string; at: number; rest: number } | undefined;
  #reading: Promise<Reading<T>> | undefined;
  #running = false;

  constructor(options: FeedOptions<T>) {
    this.#options = options;
    this.#staleMs = options.staleMs ?? STALE_MS;
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** The last reading, whatever its age. */
  get last(): Reading<T> | undefined {
    return this.#last?.reading;
  }

  /**
   * The last reading at once, if there is one that is not too old; the next one is under way then.
   * Many callers share one reading.
   */
  async latest(): Promise<Reading<T>> {
    const last = this.#last;
    if (!last) return this.#refresh();
    const age = performance.now() - last.at;
    if (age < last.rest) return last.reading;
    if (age > last.rest + this.#staleMs) return this.#refresh();
    this.#refresh().catch(this.#options.onError);
    return last.reading;
  }

  /** Calls `listener` with each reading that differs from the one before, until the returned function is called. */
  listen(listener: (reading: Reading<T>) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#running) void this.#run();
    return () => this.#listeners.delete(listener);
  }

  async #refresh(): Promise<Reading<T>> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<Reading<T>> {
    const start = performance.now();
    const value = await this.#options.read();
    const at = performance.now();
    const identity = this.#options.identity(value);
    const before = this.#last;
    const changed = before?.identity !== identity;
    const reading: Reading<T> = changed
      ? { value, change: (before?.reading.change ?? 0) + 1 }
      : { value, change: before.reading.change };
    this.#last = { reading, identity, at, rest: this.#options.pace.rest(at - start) };
    if (changed) for (const listener of this.#listeners) listener(reading);
    return reading;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#listeners.size > 0) {
      const start = performance.now();
      const due = this.#last ? this.#last.at + this.#last.rest - start : 0;
      if (due > 0) {
        await delay(due, undefined, { ref: false });
        continue;
      }
      try {
        await this.#refresh();
      } catch (error) {
        this.#options.onError(error);
        await delay(this.#options.pace.rest(performance.now() - start), undefined, { ref: false });
      }
    }
    this.#running = false;
  }
}
