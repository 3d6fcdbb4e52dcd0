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
  // Two lists instead of one of objects: every event of a dense stream passes through here.
  #ids: string[] = [];
  #times: number[] = [];
  #head = 0;
  #latest = -Infinity;

  constructor(options: RecentEventsOptions, stored: readonly RecentEvent[] = []) {
    this.#options = options;
    for (const { id, at } of stored) this.add(id, at);
  }

  /** Remembers an event that was not remembered before, `at` the latest event time in ms seen by then. */
  add(id: string, at: number): void {
    this.#ids.push(id);
    this.#times.push(at);
    if (at > this.#latest) this.#latest = at;
    this.#forget();
  }

  toJSON(): RecentEvent[] {
    const times = this.#times.slice(this.#head);
    return this.#ids.slice(this.#head).map((id, index) => ({ id, at: times[index] ?? NaN }));
  }

  #forget(): void {
    const oldest = this.#latest - this.#options.windowMs;
    for (;;) {
      const first = this.#ids[this.#head];
      const at = this.#times[this.#head];
      if (first === undefined || at === undefined) break;
      if (at >= oldest && this.#ids.length - this.#head <= this.#options.limit) break;
      this.onForget?.(first);
      this.#head += 1;
    }
    if (this.#head > 1024 && this.#head * 2 > this.#ids.length) {
      this.#ids = this.#ids.slice(this.#head);
      this.#times = this.#times.slice(this.#head);
      this.#head = 0;
    }
  }
}
