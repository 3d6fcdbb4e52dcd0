import type { RawRecord } from './raw-record.js';

/** A partition is read from before where it was: its log is not the one it was any more. */
export interface Rewind {
  readonly partition: number;
  readonly from: number;
  readonly expected: number;
}

/** How far each partition of a member has been taken, and what of a take it has not had yet. */
export class Progress {
  /** Behind what was taken, by partition. */
  readonly #next = new Map<number, number>();
  /** Partitions that were resumed, and have not brought anything new since. */
  readonly #resumed = new Set<number>();
  readonly #onRewind: (rewind: Rewind) => void;

  constructor(onRewind: (rewind: Rewind) => void) {
    this.#onRewind = onRewind;
  }

  /**
   * Leaves out what was taken before, where the client library may repeat it: it goes back to where it
   * began to read a partition when that is resumed too early (confluentinc/librdkafka#4637). At any
   * other time an earlier offset means that the log was cut, or the topic made anew, and that is told.
   */
  onlyNew(records: readonly RawRecord[]): readonly RawRecord[] {
    return records.filter(({ partition, offset }) => {
      const expected = this.#next.get(partition) ?? 0;
      if (offset < expected) {
        if (this.#resumed.has(partition)) return false;
        this.#onRewind({ partition, from: offset, expected });
      } else this.#resumed.delete(partition);
      this.#next.set(partition, offset + 1);
      return true;
    });
  }

  resumed(partitions: Iterable<number>): void {
    for (const partition of partitions) this.#resumed.add(partition);
  }

  forget(partitions: Iterable<number>): void {
    for (const partition of partitions) {
      this.#next.delete(partition);
      this.#resumed.delete(partition);
    }
  }
}
