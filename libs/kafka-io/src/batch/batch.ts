import type { RawRecord } from '../consumer/raw-record.js';
import type { ConsumedRecord } from '../topic/message.js';

/** A record in hand. */
export interface Held<K, V> {
  readonly raw: RawRecord;
  /** Undefined when the record could not be decoded. */
  readonly record: ConsumedRecord<K, V> | undefined;
  /** Why the record can not be processed, once that is known. */
  error: Error | undefined;
  /** True when nothing is left to do for the record but to store the offset behind it. */
  done: boolean;
}

/** Records that are written together, and the offsets behind them. */
export class Batch<K, V> {
  #entries: readonly Held<K, V>[];
  readonly #next: Map<number, number>;

  /** `next`: where to go on, by partition. */
  constructor(entries: readonly Held<K, V>[], next: ReadonlyMap<number, number>) {
    this.#entries = entries;
    this.#next = new Map(next);
  }

  get entries(): readonly Held<K, V>[] {
    return this.#entries;
  }

  get nextOffsets(): ReadonlyMap<number, number> {
    return this.#next;
  }

  /** Forgets partitions: their records are the next owner's. */
  drop(partitions: ReadonlySet<number>): void {
    this.#entries = this.#entries.filter(({ raw }) => !partitions.has(raw.partition));
    for (const partition of partitions) this.#next.delete(partition);
  }
}
