/** Most titles `auto` puts into one request: what the default context of a small model has room for. */
export const MOST_TITLES_BY_TRIAL = 16;
/** Requests that make a measurement, at least. */
const SAMPLE = 8;
/** What a larger size must cost at most, as a share: its answers take longer to come. */
const WORTH_IT = 0.9;
/** Measurements between two trials, at most. */
const LONGEST_REST = 64;

/** How many titles share a request. */
export interface TitlesPerRequest {
  readonly size: number;
  /**
   * @param seconds a request of so many titles took, with all it took to mend its answer; Infinity: no
   *   answer came in time
   */
  measured(titles: number, seconds: number): void;
}

/** Always the same number. */
export const fixedSize = (size: number): TitlesPerRequest => ({ size, measured: () => undefined });

/**
 * Finds by trial how many titles to ask for at once: doubles the size while that saves time per title,
 * halves it as soon as that costs none, and tries again after ever longer rests, since a server's load
 * and the model behind it change. An answer that did not line up counts with all the requests that
 * were made in its place, so that a model that cannot keep titles apart is soon asked for one.
 */
export class BatchSize implements TitlesPerRequest {
  readonly #sample: number;
  #settled = 1;
  #trial: number | undefined;
  #growing = true;
  /** Seconds per title at the settled size. */
  #cost = Infinity;
  #rest = 0;
  #nextRest = 1;
  #requests = 0;
  #titles = 0;
  #seconds = 0;

  /** @param concurrency requests under way at a time, of which a measurement takes in two rounds */
  constructor(concurrency: number) {
    this.#sample = Math.max(SAMPLE, 2 * concurrency);
  }

  get size(): number {
    return this.#trial ?? this.#settled;
  }

  measured(titles: number, seconds: number): void {
    // Others were sent before the size changed, or there were too few titles to tell.
    if (titles > this.size || titles <= this.size / 2) return;
    this.#requests += 1;
    this.#titles += titles;
    this.#seconds += seconds;
    // Titles that were not answered in time come again, and must not be as many.
    const late = seconds === Infinity;
    if (this.#requests < this.#sample && !late) return;
    const cost = this.#seconds / this.#titles;
    [this.#requests, this.#titles, this.#seconds] = [0, 0, 0];
    if (this.#trial !== undefined) this.#judge(this.#trial, cost);
    else if (late) {
      this.#settled = Math.max(1, this.#settled / 2);
      this.#rest = this.#nextRest;
    } else {
      this.#cost = cost;
      if (this.#rest > 0) this.#rest -= 1;
      else this.#try();
    }
  }

  #judge(trial: number, cost: number): void {
    this.#trial = undefined;
    if (cost < Infinity && cost <= this.#cost * (trial > this.#settled ? WORTH_IT : 1)) {
      [this.#settled, this.#cost, this.#nextRest] = [trial, cost, 1];
      this.#try();
    } else {
      this.#growing = !this.#growing;
      this.#rest = this.#nextRest;
      this.#nextRest = Math.min(LONGEST_REST, 2 * this.#nextRest);
    }
  }

  #try(): void {
    if (this.#settled === 1) this.#growing = true;
    if (this.#settled === MOST_TITLES_BY_TRIAL) this.#growing = false;
    this.#trial = this.#growing ? this.#settled * 2 : this.#settled / 2;
  }
}
