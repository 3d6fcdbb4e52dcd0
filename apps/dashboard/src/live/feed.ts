import { UnreachableError } from '../errors.js';
import type { Gate } from './gate.js';
import type { Pace } from './pace.js';

export interface FeedOptions<T> {
  /** @param before the last value there was */
  readonly read: (before: T | undefined) => Promise<T>;
  readonly pace: Pace;
  /** Told of each reading that fails. */
  readonly onError: (error: unknown) => void;
  /** Where readings of several feeds wait for one another; to wait is not to read. */
  readonly gate?: Gate;
  /** How long past its time a value is still handed out while the next is read. Default 0. */
  readonly graceMs?: number;
}

/** Told what comes of each reading. */
export interface FeedListener<T> {
  readonly onValue: (value: T) => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Something read again and again while anyone listens, and never more than once at a time. After each
 * reading, whatever came of it, nobody makes it read again before its rest is over.
 */
export class Feed<T> {
  readonly #options: FeedOptions<T>;
  readonly #listeners = new Set<FeedListener<T>>();
  #last: { readonly value: T; readonly goodUntil: number } | undefined;
  #failure: { readonly error: unknown } | undefined;
  #restUntil = -Infinity;
  #reading: Promise<T> | undefined;
  #running = false;

  constructor(options: FeedOptions<T>) {
    this.#options = options;
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** The last value, unless it is too old. */
  get current(): T | undefined {
    return this.#last && performance.now() < this.#last.goodUntil ? this.#last.value : undefined;
  }

  /** What the last reading failed with; undefined when it did not. */
  get failure(): unknown {
    return this.#failure?.error;
  }

  /**
   * The last value, or the next one where that is too old. Many callers share one reading; while a
   * failed one rests, they share its failure.
   */
  async latest(): Promise<T> {
    const { current } = this;
    const rests = performance.now() < this.#restUntil;
    if (current !== undefined) {
      if (!rests) this.#refresh().catch(() => undefined);
      return current;
    }
    if (rests && this.#failure) throw this.#failure.error;
    return this.#refresh();
  }

  /** Tells `listener` of each reading, until the returned function is called. */
  listen(listener: FeedListener<T>): () => void {
    this.#listeners.add(listener);
    if (!this.#running) void this.#run();
    return () => this.#listeners.delete(listener);
  }

  #refresh(): Promise<T> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<T> {
    const { read, pace, onError, gate, graceMs = 0 } = this.#options;
    let start = performance.now();
    let leave: (() => void) | undefined;
    let value: T;
    try {
      leave = await gate?.enter();
      start = performance.now();
      value = await read(this.#last?.value);
    } catch (error) {
      // Where nobody answered, the time was not spent by the database.
      this.#rest(pace, error instanceof UnreachableError ? performance.now() : start);
      this.#failure = { error };
      onError(error);
      for (const { onFailure } of this.#listeners) onFailure(error);
      throw error;
    } finally {
      leave?.();
    }
    this.#rest(pace, start);
    this.#last = { value, goodUntil: this.#restUntil + graceMs };
    this.#failure = undefined;
    for (const { onValue } of this.#listeners) onValue(value);
    return value;
  }

  #rest(pace: Pace, start: number): void {
    const now = performance.now();
    this.#restUntil = now + pace.rest(now - start);
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#listeners.size > 0) {
      const due = this.#restUntil - performance.now();
      if (due > 0) await pause(due);
      else await this.#refresh().catch(() => undefined);
    }
    this.#running = false;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
