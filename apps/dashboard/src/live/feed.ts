import { setTimeout as delay } from 'node:timers/promises';

/** Something read again and again while anyone listens, and never more than once at a time. */
export class Feed<T> {
  readonly #read: () => Promise<T>;
  readonly #intervalMs: number;
  readonly #onError: (error: unknown) => void;
  readonly #listeners = new Set<(value: T) => void>();
  #latest: { readonly value: T; readonly at: number } | undefined;
  #reading: Promise<T> | undefined;
  #running = false;

  constructor(options: {
    read: () => Promise<T>;
    intervalMs: number;
    onError: (error: unknown) => void;
  }) {
    this.#read = options.read;
    this.#intervalMs = options.intervalMs;
    this.#onError = options.onError;
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** The value, at most one interval old; many callers share one reading. */
  async latest(): Promise<T> {
    if (this.#latest && performance.now() - this.#latest.at < this.#intervalMs)
      return this.#latest.value;
    this.#reading ??= this.#read()
      .then((value) => {
        this.#latest = { value, at: performance.now() };
        return value;
      })
      .finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  /** Calls `listener` after each reading until the returned function is called. */
  listen(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#running) void this.#run();
    return () => this.#listeners.delete(listener);
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#listeners.size > 0) {
      try {
        const value = await this.latest();
        for (const listener of this.#listeners) listener(value);
      } catch (error) {
        this.#onError(error);
      }
      await delay(this.#intervalMs, undefined, { ref: false });
    }
    this.#running = false;
  }
}
