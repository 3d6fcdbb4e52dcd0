/** Tells where the time of a long drill goes. */
export class StopWatch {
  readonly #what: string;
  readonly #begun = performance.now();
  #lap = performance.now();
  #laps = new Map<string, number>();

  constructor(what: string) {
    this.#what = what;
  }

  /** The time since the last lap went into `name`. */
  lap(name: string): void {
    const now = performance.now();
    this.#laps.set(name, (this.#laps.get(name) ?? 0) + now - this.#lap);
    this.#lap = now;
  }

  /** A line with the laps since the last one, with the time of day and since the beginning. */
  line(stage: string): string {
    const laps = [...this.#laps].map(([name, ms]) => `${name} ${seconds(ms)}`).join(', ');
    const total = seconds(performance.now() - this.#begun);
    this.#laps = new Map();
    return `${new Date().toISOString()} ${this.#what}: ${stage} after ${total} s (${laps})`;
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
