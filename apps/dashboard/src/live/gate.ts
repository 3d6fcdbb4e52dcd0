import { BusyError } from '../errors.js';

/** Lets a few through at a time, some wait, and the rest are refused. */
export class Gate {
  readonly #what: string;
  readonly #places: number;
  readonly #seats: number;
  #inside = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(options: { what: string; atATime: number; waiting: number }) {
    this.#what = options.what;
    this.#places = options.atATime;
    this.#seats = options.waiting;
  }

  /** @throws {BusyError} when all places to wait are taken. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    const leave = await this.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /**
   * As {@link pass}, for work that ends elsewhere: the returned function is to be called once.
   *
   * @throws {BusyError}
   */
  async enter(): Promise<() => void> {
    if (this.#inside < this.#places) this.#inside += 1;
    else if (this.#waiting.length >= this.#seats) throw new BusyError(this.#what);
    // The place of who leaves is handed on, not freed.
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#inside -= 1;
    };
  }
}
