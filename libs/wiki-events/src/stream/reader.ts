import { Delivered } from '../cursor/delivered.js';
import { cursorFromServerId, parseServerId, seekTime } from '../cursor/last-event-id.js';
import { PartitionMap } from '../cursor/partition-map.js';
import type { Cursor, Position } from '../cursor/position.js';
import { positionOf, scanPosition, type EventPosition } from '../cursor/scan-meta.js';
import type { StreamState } from '../cursor/state.js';
import { parseEvent, type EventDecoder } from '../events/decode.js';
import type { EventEnvelope } from '../events/envelope.js';
import { FrameTooLargeError, WikiEventsError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import { compileHints, type BytesTest } from '../filter/hint.js';
import { FrameSplitter } from '../sse/frame-splitter.js';
import { readOrdinaryFrame, type FrameParts } from '../sse/ordinary-frame.js';
import { parseFrame } from '../sse/parse-frame.js';
import { Busiest } from './busiest.js';
import { EndWatch } from './end-watch.js';
import type { StreamItem, StreamStats } from './items.js';
import { Partition } from './partition.js';

/** What the reader needs to know; see the options of {@link streamEvents}. */
export interface ReaderOptions<E extends EventEnvelope, S extends E> {
  readonly decode: EventDecoder<E>;
  readonly filter: Filter<E, S> | undefined;
  readonly canaries: boolean;
  readonly recent: { readonly windowMs: number; readonly limit: number };
  readonly maxFrameBytes: number;
  /** In ms. */
  readonly until: number;
  readonly untilQuietMs: number;
  readonly marginMs: number;
}

/** Streams promise about a week of history; a start before may find its first days gone. */
const SURE_HISTORY_MS = 6 * 86_400_000;
const LATE_START_MS = 3_600_000;

/**
 * Turns the bytes of connections into items. It does no I/O: bytes go in through {@link push},
 * items come out of {@link take}.
 */
export class StreamReader<E extends EventEnvelope, S extends E> {
  /** Reconnection delay the server asked for, in ms. */
  retryMs: number | undefined;
  /** True once the offsets of the cursor proved to mean other events on this connection. */
  offsetsFailed = false;
  /** True once the stream has gone past `until`. */
  finished = false;
  /** Events read on the present connection, but for those sent only to prove a resume. */
  readHere = 0;

  readonly #options: ReaderOptions<E, S>;
  readonly #stats: StreamStats;
  readonly #mayMatch: BytesTest | undefined;
  readonly #partitions = new PartitionMap<Partition>();
  readonly #delivered: Delivered;
  readonly #busiest = new Busiest();
  /** Undefined where the stream has no end. */
  readonly #watch: EndWatch | undefined;
  readonly #parts: FrameParts = { dataStart: 0, dataEnd: 0, idStart: 0, idEnd: 0 };
  #splitter: FrameSplitter;
  #items: StreamItem<S>[] = [];
  #cursor: Cursor = [];
  #moved = true;
  /** The partition of the last event: most likely that of the next one too. */
  #last: Partition | undefined;
  #idRead = false;
  #startedAt = 0;
  #since: number | undefined;

  /** @param start where to go on from; none of it for a stream that begins afresh */
  constructor(options: ReaderOptions<E, S>, stats: StreamStats, start: StreamState | undefined) {
    const { until, untilQuietMs, marginMs } = options;
    this.#options = options;
    this.#stats = stats;
    // A little further than asked, because events of the last moments may come late.
    if (until < Infinity) this.#watch = new EndWatch(until + marginMs, untilQuietMs);
    this.#splitter = this.#newSplitter();
    this.#mayMatch = compileHints(options.filter?.hints ?? []);
    this.#delivered = new Delivered(options.recent, start);
    for (const position of this.#delivered.start) this.#add(position);
  }

  /** Where the stream stands. */
  get cursor(): Cursor {
    if (this.#moved) {
      this.#moved = false;
      // A new one, for every item keeps its own; written out, for there is one per item.
      const cursor: Position[] = [];
      for (const partition of this.#partitions.values()) cursor.push(partition.position);
      this.#cursor = cursor;
    }
    return this.#cursor;
  }

  /** Time of the latest event of the partition that carries the stream; undefined before the first. */
  latestEventTime(now: number): number | undefined {
    const heard = [...this.#partitions.values()].filter((partition) => partition.heard);
    return this.#busiest.among(heard, now)?.position.timestamp;
  }

  /** True when events were read since the cursor was last asked for. */
  get moved(): boolean {
    return this.#moved;
  }

  /**
   * @param now the server's time if known, in ms
   * @param since where the server was asked to begin, in ms, when no cursor was sent
   */
  beginConnection(now: number, since: number | undefined): void {
    const { marginMs } = this.#options;
    this.#splitter = this.#newSplitter();
    this.#idRead = false;
    this.#startedAt = now;
    this.#since = since;
    this.offsetsFailed = false;
    this.readHere = 0;
    this.#watch?.restart();
    for (const partition of this.#partitions.values()) {
      const seek = since === undefined ? undefined : seekTime(partition.position, marginMs);
      partition.beginConnection(seek);
    }
  }

  /** True while a frame has begun and not ended. */
  get isTorn(): boolean {
    return this.#splitter.held > 0;
  }

  /** How much longer silence has to last to end the stream, in ms; to be asked before each read. */
  quietLeft(now: number): number {
    return this.#watch?.left(now) ?? Infinity;
  }

  /** True while the server has not sent the event some offset of the cursor points to. */
  get awaitsProof(): boolean {
    for (const partition of this.#partitions.values()) if (partition.awaitsProof) return true;
    return false;
  }

  /** Goes on by timestamps wherever the offset has not been proven on this connection. */
  forgetUnprovenOffsets(): void {
    for (const partition of this.#partitions.values()) {
      if (partition.awaitsProof) partition.forgetOffset();
    }
    this.#moved = true;
  }

  /** Goes on by timestamps alone. */
  forgetOffsets(): void {
    for (const partition of this.#partitions.values()) partition.forgetOffset();
    this.#moved = true;
  }

  push(chunk: Buffer): void {
    this.#stats.bytes += chunk.length;
    this.#splitter.push(chunk);
    let missing = 0;
    for (const { audit } of this.#partitions.values()) missing += audit.missing;
    this.#stats.missing = missing;
    // Once per chunk: events that were passed over count too, and of them only the last is decoded.
    this.#watch?.look(this.#partitions.values(), this.#idRead);
    if (this.#watch?.reached) this.finished = true;
  }

  /** The items gathered since the last call, in order. */
  take(): readonly StreamItem<S>[] {
    const items = this.#items;
    if (items.length > 0) this.#items = [];
    return items;
  }

  #newSplitter(): FrameSplitter {
    const over = (): boolean => this.offsetsFailed || this.finished;
    return new FrameSplitter(
      {
        frame: (bytes, start, end) => {
          if (!over()) this.#frame(bytes, start, end);
        },
        oversized: (beginning, length) => {
          if (!over()) this.#oversized(beginning, length);
        },
      },
      this.#options.maxFrameBytes,
    );
  }

  #frame(bytes: Buffer, start: number, end: number): void {
    const parts = this.#parts;
    if (readOrdinaryFrame(bytes, start, end, parts)) {
      if (!this.#idRead && parts.idStart !== -1) {
        this.#learnPartitions(bytes.toString('utf8', parts.idStart, parts.idEnd));
      }
      this.#data(bytes, parts.dataStart, parts.dataEnd);
      return;
    }
    const frame = parseFrame(bytes, start, end);
    if (frame.retry !== undefined && frame.retry >= 0) this.retryMs = frame.retry;
    if (frame.data === '') return;
    if (frame.event === 'error') {
      const detail = frame.data.slice(0, 1_000);
      this.#items.push({ type: 'server-error', detail, cursor: this.cursor });
    } else if (frame.event === '' || frame.event === 'message') {
      if (!this.#idRead && frame.id !== '') this.#learnPartitions(frame.id);
      const data = Buffer.from(frame.data);
      this.#data(data, 0, data.length);
    }
  }

  #data(bytes: Buffer, start: number, end: number): void {
    this.#stats.read += 1;
    this.readHere += 1;
    // The usual event comes next in a known partition and cannot match: nothing of it is decoded.
    if (this.#passOver(bytes, start, end) && this.#mayMatch?.(bytes, start, end) === false) {
      this.#stats.skipped += 1;
      return;
    }
    let event: Record<string, unknown>;
    try {
      event = parseEvent(bytes.toString('utf8', start, end));
    } catch (error) {
      const own = this.#advance(scanPosition(bytes, start, end));
      if (own !== 'known') this.#invalid(error, bytes.subarray(start, end), own);
      return;
    }
    const at = positionOf(event['meta']);
    const own = this.#advance(at);
    if (own === 'known' || (at && at.timestamp > this.#options.until)) return;
    this.#deliver(event, own, bytes, start, end);
  }

  #oversized(beginning: Buffer, length: number): void {
    this.#stats.read += 1;
    this.readHere += 1;
    const own = this.#advance(scanPosition(beginning, 0, beginning.length));
    const error = new FrameTooLargeError(length, this.#options.maxFrameBytes);
    if (own !== 'known') this.#invalid(error, beginning, own);
  }

  /** Moves on over an event that is next in its partition; false when it wants a closer look. */
  #passOver(bytes: Buffer, start: number, end: number): boolean {
    let partition = this.#last;
    let offset = partition?.findOffset(bytes, start, end) ?? -1;
    if (offset === -1) {
      for (partition of this.#partitions.values()) {
        if (partition !== this.#last) offset = partition.findOffset(bytes, start, end);
        if (offset !== -1) break;
      }
    }
    if (partition === undefined || offset === -1 || !partition.plain(offset)) return false;
    this.#last = partition;
    partition.advanceOver(bytes, start, end, offset);
    this.#moved = true;
    return true;
  }

  /**
   * Moves on to an event and checks what a resume promised. Returns the event's own position;
   * `known` for one that is not to be looked at: it was sent only to prove a resume, or disproves it.
   */
  #advance(at: EventPosition | undefined): Position | 'known' | undefined {
    if (at === undefined) return undefined;
    const { topic, partition: number } = at;
    const partition =
      this.#partitions.get(at) ?? this.#add({ topic, partition: number, timestamp: this.#begin });
    if (this.#since !== undefined && !partition.heard) {
      this.#checkHistory(partition, at.timestamp, this.#since);
    }
    const continuity = partition.meet(at);
    if (continuity?.kind === 'offset-does-not-hold') {
      this.offsetsFailed = true;
      return 'known';
    }
    if (continuity?.kind === 'proven') {
      const { from } = continuity;
      this.#stats.read -= 1;
      this.readHere -= 1;
      this.#report({ type: 'resumed', topic, partition: number, from, by: 'offset' });
      return 'known';
    }
    if (continuity?.kind === 'lost') this.#gap(partition, continuity.from, continuity.to);
    if (continuity?.kind === 'rewound') {
      const { from } = continuity;
      this.#report({ type: 'resumed', topic, partition: number, from, by: 'timestamp' });
    }
    if (partition.isBeforeSeek(at.timestamp)) {
      this.#passedAgain(partition);
      return 'known';
    }
    const own = partition.advanceTo(at);
    this.#moved = true;
    this.#followRewind(partition, at);
    return own;
  }

  /** An event from before the moment a partition goes on from. */
  #passedAgain({ rewind }: Partition): void {
    // Without a rewind nothing of the partition was ever delivered: it is no repeat.
    if (rewind === undefined) return;
    rewind.reread += 1;
    rewind.dropped += 1;
    this.#stats.duplicates += 1;
  }

  #followRewind(partition: Partition, at: EventPosition): void {
    const { rewind, topic, partition: number } = partition;
    if (rewind === undefined) return;
    if (at.timestamp <= rewind.until) {
      rewind.reread += 1;
      return;
    }
    partition.rewind = undefined;
    const { from, until: to, reread, dropped } = rewind;
    this.#report({ type: 'overlap', topic, partition: number, from, to, reread, dropped });
  }

  #deliver(
    parsed: Record<string, unknown>,
    position: Position | undefined,
    bytes: Buffer,
    start: number,
    end: number,
  ): void {
    const { decode, filter, canaries } = this.#options;
    if (!canaries && isRecord(parsed['meta']) && parsed['meta']['domain'] === 'canary') {
      this.#stats.canaries += 1;
      return;
    }
    let event: E;
    try {
      event = decode(parsed);
    } catch (error) {
      this.#invalid(error, bytes.subarray(start, end), position);
      return;
    }
    const selected = select(event, filter);
    if (selected === undefined || this.#isRepeat(position)) return;
    const raw = bytes.subarray(start, end);
    const item = { type: 'event', event: selected, raw, position, cursor: this.cursor } as const;
    if (position) this.#delivered.add(position);
    this.#stats.selected += 1;
    this.#items.push(item);
  }

  #invalid(error: unknown, raw: Buffer, position: Position | undefined): void {
    if (!(error instanceof WikiEventsError)) throw error;
    if (this.#isRepeat(position)) return;
    // A copy: the original would keep the whole chunk it lies in alive.
    const item = {
      type: 'invalid',
      error,
      raw: Buffer.from(raw),
      position,
      cursor: this.cursor,
    } as const;
    if (position) this.#delivered.add(position);
    this.#stats.invalid += 1;
    this.#items.push(item);
  }

  #isRepeat(position: Position | undefined): boolean {
    if (position?.id === undefined || !this.#delivered.has(position.id)) return false;
    this.#stats.duplicates += 1;
    const rewind = this.#partitions.get(position)?.rewind;
    if (rewind) rewind.dropped += 1;
    return true;
  }

  /** Asked for a moment the server may not go back to, does the stream begin much later? */
  #checkHistory(partition: Partition, first: number, since: number): void {
    if (this.#startedAt - since < SURE_HISTORY_MS || first - since < LATE_START_MS) return;
    this.#gap(partition, since, first);
  }

  #gap({ topic, partition }: Partition, from: number, to: number): void {
    this.#stats.gaps += 1;
    this.#report({ type: 'gap', topic, partition, from, to, reason: 'history-ended' });
  }

  /** The id of a connection's first event names every topic-partition of the stream. */
  #learnPartitions(id: string): void {
    this.#idRead = true;
    const entries = parseServerId(id) ?? [];
    for (const position of cursorFromServerId(entries, this.#begin)) {
      if (this.#partitions.get(position) === undefined) this.#add(position);
    }
  }

  /**
   * The moment from which on nothing of a topic that has not been heard was missed. By the clocks of
   * their senders, events that come from now on may have happened a little before.
   */
  get #begin(): number {
    return this.#since ?? this.#startedAt - this.#options.marginMs;
  }

  #add(position: Position): Partition {
    const partition = new Partition(position);
    this.#partitions.set(position, partition);
    this.#moved = true;
    return partition;
  }

  #report(item: DistributiveOmit<StreamItem<S>, 'cursor'>): void {
    this.#items.push({ ...item, cursor: this.cursor });
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function select<E extends EventEnvelope, S extends E>(
  event: E,
  filter: Filter<E, S> | undefined,
): S | undefined {
  // Without a filter S is E, which the types cannot know.
  if (filter === undefined) return event as EventEnvelope as S;
  return filter.test(event) ? event : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
