import type { Partition } from './partition.js';

/** After so long, what a partition sent counts half. */
const HALF_LIFE_MS = 10_000;

interface Weighed {
  counted: number;
  weight: number;
}

/**
 * Tells which partition carries the stream: the one that sent most events lately. How far behind a
 * stream is can be read off that one alone. The latest of all is soon a canary event of the idle
 * datacentre, read ahead of hours of the other's backlog; the earliest is for ever an idle topic's.
 */
export class Busiest {
  readonly #weighed = new WeakMap<Partition, Weighed>();
  #at = 0;

  /** Undefined without partitions; of two alike, the one with the later event. */
  among(partitions: Iterable<Partition>, now: number): Partition | undefined {
    const kept = 0.5 ** (Math.max(0, now - this.#at) / HALF_LIFE_MS);
    this.#at = now;
    let busiest: Partition | undefined;
    let most = -1;
    for (const partition of partitions) {
      const { counted, weight: before } = this.#weighed.get(partition) ?? { counted: 0, weight: 0 };
      const weight = before * kept + partition.count - counted;
      this.#weighed.set(partition, { counted: partition.count, weight });
      const later =
        weight === most && partition.position.timestamp > (busiest?.position.timestamp ?? 0);
      if (weight > most || later) {
        busiest = partition;
        most = weight;
      }
    }
    return busiest;
  }
}
