/** A factor of the recorded pace, or as fast as clients read. */
export type Pace = number | 'max';

/** When each event of a replay is due, and what time it is given. */
export class Schedule {
  readonly #speed: Pace;
  readonly #begun: number;
  #first: number | undefined;

  constructor(speed: Pace, begun: number) {
    this.#speed = speed;
    this.#begun = begun;
  }

  /** Moment an event of this recorded time is due, in milliseconds of the host's clock. */
  due(recorded: number): number {
    this.#first ??= recorded;
    if (this.#speed === 'max') return -Infinity;
    return this.#begun + (recorded - this.#first) / this.#speed;
  }
}
