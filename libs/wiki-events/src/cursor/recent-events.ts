import type { RecentEvent } from './state.js';

/** Bounds of what is remembered per topic-partition. */
export interface RecentEventsOptions {
  /** Event time to look back, in ms. */
  windowMs: number;
  /** Upper bound on the number of ids, whatever the window. */
  limit: number;
}

/**
 * The ids of events delivered within a window of event time: what a rewind may meet again.
 *
 * Entries are kept by the latest event time seen at their delivery, not by their own time: after a
 * seek to time T the server sends everything behind the first event of T, including stragglers
 * with older times.
 */
export class RecentEvents {
  /** Told of every id that is no longer remembered. */
  onForget: ((id: string) => void) | undefined;
  readonly #options: RecentEventsOptions;
  #queue: RecentEvent[] = [];
  #head = 0;
  #latest = -Infinity;

  constructor(options: RecentEventsOptions, stored: readonly RecentEvent[] = []) {
    this.#options = options;
    for (const { id, at } of stored) this.add(id, at);
  }

  /** Remembers an event that was not remembered before, `at` the latest event time in ms seen by then. */
  add(id: string, at: number): void {
    this.#queue.push({ id, at });
    if (at > this.#latest) this.#latest = at;
    this.#forget();
  }

  toJSON(): RecentEvent[] {
    return this.#queue.slice(this.#head);
  }

  #forget(): void {
    const oldest = this.#latest - this.#options.windowMs;
    for (;;) {
      const first = this.#queue[this.#head];
      if (first === undefined) break;
      if (first.at >= oldest && this.#queue.length - this.#head <= this.#options.limit) break;
      this.onForget?.(first.id);
      this.#head += 1;
    }
    if (this.#head > 1024 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
  }
}
