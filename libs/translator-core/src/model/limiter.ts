/**
 * Lets a bounded number of requests through. The bound follows the server: it shrinks by half when
 * the server is busy or silent and grows by one for every round of successes, up to `max`.
 */
export class Limiter {
  readonly #max: number;
  readonly #waiting = new Set<() => void>();
  #limit: number;
  #active = 0;
  #shrunkAt = 0;

  constructor(max: number) {
    this.#max = max;
    this.#limit = max;
  }

  /** Requests allowed at a time now. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  get active(): number {
    return this.#active;
  }

  /**
   * Runs `work` when its turn comes, unless `signal` aborts before. `overloaded` tells which errors
   * mean that less would be more.
   */
  async run<T>(
    work: () => Promise<T>,
    overloaded: (error: unknown) => boolean,
    signal?: AbortSignal,
  ): Promise<T> {
    signal?.throwIfAborted();
    if (this.#active >= this.limit) await this.#turn(signal);
    else this.#active += 1;
    const startedAt = performance.now();
    try {
      const result = await work();
      this.#limit = Math.min(this.#max, this.#limit + 1 / this.#limit);
      return result;
    } catch (error) {
      // One halving per round: requests that were under way already tell nothing new.
      if (!signal?.aborted && overloaded(error) && startedAt >= this.#shrunkAt) {
        this.#limit = Math.max(1, this.#limit / 2);
        this.#shrunkAt = performance.now();
      }
      throw error;
    } finally {
      this.#active -= 1;
      this.#admit();
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.delete(go);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller's own
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.add(go);
    });
  }

  #admit(): void {
    for (const go of this.#waiting) {
      if (this.#active >= this.limit) return;
      this.#waiting.delete(go);
      this.#active += 1;
      go();
    }
  }
}
