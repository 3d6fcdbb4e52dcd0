import type { RawRecord } from './raw-record.js';

/** A partition is read from before where it was: its log is not the one it was any more. */
export interface Rewind {
  readonly partition: number;
  readonly from: number;
  readonly expected: number;
}

/** Offsets no record of which was brought: `from` and those behind it, before `to`. */
export interface Gap {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/** Who is told of what is not as expected. */
export interface ProgressListener {
  rewound(rewind: Rewind): void;
  /** Most are harmless: markers of transactions, and what compaction or an abort left out. */
  skipped(gap: Gap): void;
}

/** How far each partition of a member has been taken, and what of a take it has not had yet. */
export class Progress {
  /** Where reading began, by partition. */
  readonly #begun = new Map<number, number>();
  /** Behind what was taken, by partition. */
  readonly #next = new Map<number, number>();
  /** Partitions that were resumed, and have not brought anything new since. */
  readonly #resumed = new Set<number>();
  readonly #listener: ProgressListener;

  constructor(listener: ProgressListener) {
    this.#listener = listener;
  }

  /** The next record expected of `partition` is that at `offset`, or the first behind it. */
  begin(partition: number, offset: number): void {
    this.#begun.set(partition, offset);
    this.#next.set(partition, offset);
  }

  /**
   * Leaves out what was taken before, where the client library may repeat it: it goes back to where it
   * began to read a partition when that is resumed too early (confluentinc/librdkafka#4637). At any
   * other time an earlier offset means that the log was cut, or the topic made anew, and that is told.
   */
  onlyNew(records: readonly RawRecord[]): readonly RawRecord[] {
    return records.filter(({ partition, offset }) => {
      const expected = this.#next.get(partition) ?? offset;
      if (offset < expected) {
        const begun = this.#begun.get(partition) ?? 0;
        if (this.#resumed.has(partition) && offset >= begun) return false;
        this.#begun.set(partition, offset);
        this.#listener.rewound({ partition, from: offset, expected });
      } else {
        this.#resumed.delete(partition);
        if (offset > expected) this.#listener.skipped({ partition, from: expected, to: offset });
      }
      this.#next.set(partition, offset + 1);
      return true;
    });
  }

  /** The partition ends at `offset`: there is no record between those taken and it. */
  endsAt(partition: number, offset: number): void {
    const expected = this.#next.get(partition);
    if (expected === undefined || offset <= expected) return;
    this.#next.set(partition, offset);
    this.#listener.skipped({ partition, from: expected, to: offset });
  }

  resumed(partitions: Iterable<number>): void {
    for (const partition of partitions) this.#resumed.add(partition);
  }

  forget(partitions: Iterable<number>): void {
    for (const partition of partitions) {
      this.#begun.delete(partition);
      this.#next.delete(partition);
      this.#resumed.delete(partition);
    }
  }
}
