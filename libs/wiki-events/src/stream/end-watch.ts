import type { Partition } from './partition.js';

/**
 * Finds the end of a stream that is to end at a moment.
 *
 * A Kafka consumer keeps no order across topics: that one is past the moment says nothing of the
 * others, of which hours may be outstanding. So every topic has to go past it, or else be silent for
 * long: one that has nothing more to say until its next canary event would keep the stream open.
 */
export class EndWatch {
  readonly #end: number;
  readonly #quietMs: number;
  #quietSince: number | undefined;
  /** Events so far of the partitions that are not past the end. */
  #outstanding = 0;
  #past: 'none' | 'some' | 'all' = 'none';

  /** @param end in ms since the epoch */
  constructor(end: number, quietMs: number) {
    this.#end = end;
    this.#quietMs = quietMs;
  }

  /**
   * Looks where the partitions stand.
   *
   * @param complete whether these are all there are
   */
  look(partitions: Iterable<Partition>, complete: boolean): void {
    let past = 0;
    let known = 0;
    let outstanding = 0;
    for (const partition of partitions) {
      known += 1;
      if (partition.lastTime > this.#end) past += 1;
      else outstanding += partition.count;
    }
    if (outstanding !== this.#outstanding) this.restart();
    this.#outstanding = outstanding;
    this.#past = past === 0 ? 'none' : past === known && complete ? 'all' : 'some';
  }

  /** Silence counts from the next {@link left} on. */
  restart(): void {
    this.#quietSince = undefined;
  }

  /** True when every partition is past the end. */
  get reached(): boolean {
    return this.#past === 'all';
  }

  /** How much longer, in ms, silence has to last to mean the end; to be asked before each read. */
  left(now: number): number {
    if (this.#past === 'none') return Infinity;
    this.#quietSince ??= now;
    return this.#quietSince + this.#quietMs - now;
  }
}
