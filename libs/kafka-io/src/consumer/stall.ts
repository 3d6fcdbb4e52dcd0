import { OutageError } from '../errors.js';

/** Notices when brokers have had nothing new to say for too long. */
export class Stall {
  readonly #what: string;
  readonly #limitMs: number;
  #since = performance.now();
  #fault: unknown;

  /** @param what is not getting on, as the error words it */
  constructor(what: string, limitMs: number) {
    this.#what = what;
    this.#limitMs = limitMs;
  }

  /** There was an answer: the time begins anew. */
  over(): void {
    this.#since = performance.now();
    this.#fault = undefined;
  }

  /** Remembers why there is no answer, to be told when the time is up. */
  blame(fault: unknown): void {
    this.#fault = fault;
  }

  /** @throws {OutageError} the time is up; `state` says how far it got. */
  check(state: string): void {
    if (performance.now() - this.#since < this.#limitMs) return;
    const reason = this.#fault instanceof Error ? `: ${this.#fault.message}` : '';
    throw new OutageError(
      `${this.#what} has not got on for ${this.#limitMs / 1000} s, ${state}${reason}`,
      { cause: this.#fault },
    );
  }
}
