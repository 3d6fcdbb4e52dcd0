/**
 * The time plan of a model server with a number of parallel slots and a fixed time per request and title.
 * Requests beyond the slots wait in the order they came. A slot that has a request waiting goes over
 * to it the moment it is free, however late the server's timers are: its limit is exact.
 */
export class Slots {
  readonly #freeAt: number[];
  readonly #msPerTitle: number;
  readonly #msPerRequest: number;

  constructor(slots: number, msPerTitle: number, msPerRequest = 0) {
    this.#freeAt = new Array<number>(slots).fill(0);
    this.#msPerTitle = msPerTitle;
    this.#msPerRequest = msPerRequest;
  }

  /** When a request of so many titles that comes `now` will be answered, on the clock of `now`. */
  take(titles: number, now: number): number {
    const first = this.#freeAt.indexOf(Math.min(...this.#freeAt));
    const start = Math.max(now, this.#freeAt[first]!);
    const end = start + this.#msPerRequest + titles * this.#msPerTitle;
    this.#freeAt[first] = end;
    return end;
  }
}
