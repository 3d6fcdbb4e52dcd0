/** How long repetitions of a message are counted before they are told of. */
const QUIET_MS = 30_000;

/**
 * Tells of a message at once, and of its repetitions by their number, every 30 seconds: a client whose
 * broker is away says the same thing up to a hundred times a second.
 */
export class Folded {
  readonly #told = new Map<string, { at: number; repeated: number }>();

  /**
   * Calls `tell` with how often `message` came since it was last told of (0 the first time), or not
   * at all.
   */
  say(message: string, tell: (repeated: number) => void): void {
    const now = performance.now();
    const told = this.#told.get(message);
    if (told && now - told.at < QUIET_MS) {
      told.repeated += 1;
      return;
    }
    this.#forget(now);
    this.#told.set(message, { at: now, repeated: 0 });
    tell(told?.repeated ?? 0);
  }

  /** What has been quiet is said at once when it comes again; messages must not pile up here. */
  #forget(now: number): void {
    for (const [message, { at }] of this.#told) {
      if (now - at >= 2 * QUIET_MS) this.#told.delete(message);
    }
  }
}
