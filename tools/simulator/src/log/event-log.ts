import type { WireEvent } from './wire-event.js';

export type Datacentre = 'eqiad' | 'codfw';

/** An event as its Kafka topic keeps it. */
export interface StoredEvent {
  readonly topic: string;
  readonly offset: number;
  /** Kafka's timestamp of the record, milliseconds: the event's `meta.dt`. */
  readonly timestamp: number;
  /** The event as JSON, UTF-8, with its position in `meta`. */
  readonly data: Buffer;
}

export interface EventLogOptions {
  /** Events kept; older ones are forgotten, as Kafka's retention does. */
  readonly maxEvents: number;
  /** Bytes of JSON kept. */
  readonly maxBytes: number;
  /** Leaves one offset unused after every n-th event the log numbers itself; 0 leaves none. */
  readonly holeEvery: number;
}

/**
 * The topics behind the streams: one log in order of arrival, in which every topic has offsets of its
 * own. All topics have the one partition 0, as Wikimedia's public ones.
 */
export class EventLog {
  /** Topic that events without a `meta.topic` go to is this datacentre's. */
  datacentre: Datacentre = 'eqiad';
  readonly #options: EventLogOptions;
  readonly #ends = new Map<string, number>();
  #events: StoredEvent[] = [];
  /** Sequence number of `#events[0]`. */
  #first = 0;
  #bytes = 0;
  #numbered = 0;
  #arrival = withResolvers();

  constructor(options: EventLogOptions) {
    this.#options = options;
  }

  /** Sequence number of the oldest event still kept. */
  get firstSequence(): number {
    return this.#first;
  }

  /** Sequence number the next event will get; also the number of events ever appended. */
  get endSequence(): number {
    return this.#first + this.#events.length;
  }

  at(sequence: number): StoredEvent | undefined {
    return this.#events[sequence - this.#first];
  }

  /** Offset the next event of a topic will get. */
  endOffset(topic: string): number {
    return this.#ends.get(topic) ?? 0;
  }

  /** Resolves at the next {@link append}. */
  get arrival(): Promise<void> {
    return this.#arrival.promise;
  }

  /**
   * Appends an event. Its own `meta.topic` and `meta.offset` are honoured where they continue the
   * topic; else it is numbered here. `line` is its JSON, used as it is when nothing had to change.
   */
  append(event: WireEvent, line?: Buffer): StoredEvent {
    const { meta } = event;
    const topic = meta.topic ?? `${this.datacentre}.${meta.stream}`;
    const end = this.#ends.get(topic);
    const given = meta.partition === 0 && Number.isInteger(meta.offset) ? meta.offset : undefined;
    const honoured = typeof given === 'number' && given >= (end ?? 0);
    const offset = honoured ? given : this.#number(end ?? 0);
    const unchanged = honoured && meta.topic === topic && line !== undefined;
    const data = unchanged
      ? line
      : Buffer.from(JSON.stringify({ ...event, meta: { ...meta, topic, partition: 0, offset } }));
    const stored = { topic, offset, timestamp: Date.parse(meta.dt), data };
    this.#ends.set(topic, offset + 1);
    this.#events.push(stored);
    this.#bytes += data.length;
    this.#forget();
    const arrival = this.#arrival;
    this.#arrival = withResolvers();
    arrival.resolve();
    return stored;
  }

  /** First kept event of a topic with this timestamp or a later one. */
  offsetForTime(topic: string, timestamp: number): number | undefined {
    return this.#events.find((event) => event.topic === topic && event.timestamp >= timestamp)
      ?.offset;
  }

  /** Offset of the oldest kept event of a topic; its end when none is kept. */
  startOffset(topic: string): number {
    return this.#events.find((event) => event.topic === topic)?.offset ?? this.endOffset(topic);
  }

  #number(end: number): number {
    this.#numbered += 1;
    const { holeEvery } = this.#options;
    return holeEvery > 0 && this.#numbered % holeEvery === 0 ? end + 1 : end;
  }

  #forget(): void {
    const { maxEvents, maxBytes } = this.#options;
    if (this.#events.length <= maxEvents && this.#bytes <= maxBytes) return;
    // An eighth at a time: moving the rest of the array is then cheap per event.
    const count = Math.max(1, Math.floor(this.#events.length / 8));
    for (const event of this.#events.splice(0, count)) this.#bytes -= event.data.length;
    this.#first += count;
  }
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
