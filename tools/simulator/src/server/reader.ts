import { EARLIEST, type Assignment } from '../protocol/assignments.js';
import type { EventLog, StoredEvent } from '../log/event-log.js';
import { ReadOrder, type ReadOrderName } from './read-order.js';

/** How far one topic has been read. */
interface Topic {
  readonly name: string;
  /** Offset it was assigned to. */
  readonly start: number;
  /** Sequence number of the next event to look at. */
  sequence: number;
}

/**
 * Reads several topics of a log, each from its assigned offset and in its own order. As with a Kafka
 * consumer, an offset that is out of range means the end of the topic, and what comes first of
 * different topics is nobody's promise: {@link ReadOrder} decides.
 */
export class Reader {
  readonly #log: EventLog;
  readonly #topics: Topic[];
  readonly #order: ReadOrder;
  #foremost: number;
  /** Events the log had forgotten before they were read. */
  missed = 0;

  constructor(
    log: EventLog,
    assignments: readonly Assignment[],
    shift: number,
    order: ReadOrderName,
  ) {
    this.#log = log;
    this.#order = new ReadOrder(order);
    // The public topics have one partition; another one exists only to be silent.
    const read = assignments.filter(({ partition }) => partition === 0);
    this.#topics = read.map(({ topic, offset }) => {
      const start = this.#start(topic, offset, shift);
      const behind = start < log.endOffset(topic);
      return { name: topic, start, sequence: behind ? log.firstSequence : log.endSequence };
    });
    this.#foremost = Math.min(log.endSequence, ...this.#topics.map(({ sequence }) => sequence));
  }

  /** Sequence number behind the foremost event read; that of the end when there is none to read. */
  get sequence(): number {
    return this.#foremost;
  }

  /** The next event of the assigned topics; undefined when there is none yet. */
  next(): StoredEvent | undefined {
    this.#skipForgotten();
    const waiting = this.#topics.filter((topic) => this.#find(topic) !== undefined);
    const topic = this.#order.choose(waiting);
    if (topic === undefined) {
      this.#foremost = this.#log.endSequence;
      return undefined;
    }
    const event = this.#log.at(topic.sequence);
    topic.sequence += 1;
    this.#foremost = Math.max(this.#foremost, topic.sequence);
    return event;
  }

  /** Moves a topic on to its next event. */
  #find(topic: Topic): StoredEvent | undefined {
    for (;;) {
      const event = this.#log.at(topic.sequence);
      if (!event || (event.topic === topic.name && event.offset >= topic.start)) return event;
      topic.sequence += 1;
    }
  }

  #skipForgotten(): void {
    const first = this.#log.firstSequence;
    const last = Math.min(first, ...this.#topics.map(({ sequence }) => sequence));
    if (last === first) return;
    this.missed += first - last;
    for (const topic of this.#topics) topic.sequence = Math.max(topic.sequence, first);
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
