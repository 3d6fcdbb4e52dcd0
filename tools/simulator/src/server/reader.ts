import { EARLIEST, type Assignment } from '../protocol/assignments.js';
import type { EventLog, StoredEvent } from '../log/event-log.js';

/**
 * Reads several topics of a log in order of arrival, each from its assigned offset. As with a
 * Kafka consumer, an offset that is out of range means the end of the topic.
 */
export class Reader {
  readonly #log: EventLog;
  readonly #starts = new Map<string, number>();
  #sequence: number;
  /** Events the log had forgotten before they were read. */
  missed = 0;

  constructor(log: EventLog, assignments: readonly Assignment[], shift: number) {
    this.#log = log;
    for (const { topic, partition, offset } of assignments) {
      // The public topics have one partition; another one exists only to be silent.
      if (partition === 0) this.#starts.set(topic, this.#start(topic, offset, shift));
    }
    const behind = [...this.#starts].some(([topic, start]) => start < log.endOffset(topic));
    this.#sequence = behind ? log.firstSequence : log.endSequence;
  }

  /** Sequence number of the next event to look at. */
  get sequence(): number {
    return this.#sequence;
  }

  /** The next event of the assigned topics; undefined when there is none yet. */
  next(): StoredEvent | undefined {
    if (this.#sequence < this.#log.firstSequence) {
      this.missed += this.#log.firstSequence - this.#sequence;
      this.#sequence = this.#log.firstSequence;
    }
    for (;;) {
      const event = this.#log.at(this.#sequence);
      if (!event) return undefined;
      this.#sequence += 1;
      const start = this.#starts.get(event.topic);
      if (start !== undefined && event.offset >= start) return event;
    }
  }

  #start(topic: string, asked: number | undefined, shift: number): number {
    const end = this.#log.endOffset(topic);
    if (asked === undefined || !Number.isInteger(asked)) return end;
    if (asked === EARLIEST) return 0;
    if (asked < 0) return end;
    const offset = asked - shift;
    return offset < this.#log.startOffset(topic) || offset > end ? end : offset;
  }
}
