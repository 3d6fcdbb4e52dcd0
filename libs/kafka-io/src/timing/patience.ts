/** What was being tried is given up: a stop leaves no time for it. */
export class GivenUp extends Error {}

/** How long things may go on being tried: for ever, until a stop sets a deadline, or no more at all. */
export class Patience {
  readonly #over = new AbortController();
  #deadline = Infinity;

  /** Aborts when nothing is tried or waited for any more. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** Ms since the epoch; Infinity while there is none. */
  get deadline(): number {
    return this.#deadline;
  }

  /** Nothing is to be begun any more that may not have ended by `deadline`, ms since the epoch. */
  lastsUntil(deadline: number): void {
    this.#deadline = Math.min(this.#deadline, deadline);
  }

  end(): void {
    this.#over.abort();
  }

  /** Whether something that may take `ms` can still be tried. */
  allows(ms: number): boolean {
    return !this.isOver && Date.now() + ms <= this.#deadline;
  }
}
