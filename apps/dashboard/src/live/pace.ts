/**
 * How long to rest after a reading: at least the interval, and so long that all feeds together keep
 * the database busy for no more than `share` of the time.
 */
export class Pace {
  readonly #intervalMs: number;
  readonly #share: number;
  readonly #feeds: () => number;

  constructor(options: {
    readonly intervalMs: number;
    /** Of the time, 0–1. */
    readonly share: number;
    /** How many feeds are read at present. */
    readonly feeds: () => number;
  }) {
    this.#intervalMs = options.intervalMs;
    this.#share = options.share;
    this.#feeds = options.feeds;
  }

  /** Milliseconds from the end of a reading to the next. */
  rest(durationMs: number): number {
    const longest = (durationMs / this.#share) * Math.max(1, this.#feeds());
    return Math.max(this.#intervalMs - durationMs, longest - durationMs, 0);
  }
}
