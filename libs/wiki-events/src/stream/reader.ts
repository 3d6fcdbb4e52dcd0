import { Delivered } from '../cursor/delivered.js';
import type { Position } from '../cursor/position.js';
import { positionOf, scanPosition } from '../cursor/scan-meta.js';
import type { StreamState } from '../cursor/state.js';
import { parseEvent, type EventDecoder } from '../events/decode.js';
import type { EventEnvelope } from '../events/envelope.js';
import { FrameTooLargeError, WikiEventsError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import { compileHints, type BytesTest } from '../filter/hint.js';
import { FrameSplitter } from '../sse/frame-splitter.js';
import { readOrdinaryFrame, type FrameParts } from '../sse/ordinary-frame.js';
import { parseFrame } from '../sse/parse-frame.js';
import { EndWatch } from './end-watch.js';
import type { StreamItem, StreamStats } from './items.js';
import { PositionTracker, type Advance } from './position-tracker.js';

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

/** After so many matches in a row, to look at the next event's bytes first would be wasted on it. */
const SURE_MATCHES = 32;

/**
 * Turns the bytes of connections into items. It does no I/O: bytes go in through {@link push},
 * items come out of {@link take}.
 */
export class StreamReader<E extends EventEnvelope, S extends E> {
  /** Where the stream stands. */
  readonly positions: PositionTracker;
  /** Reconnection delay the server asked for, in ms. */
  retryMs: number | undefined;
  /** True once the stream has gone past `until`. */
  finished = false;
  /** Events read on the present connection, but for those sent only to prove a resume. */
  readHere = 0;

  readonly #options: ReaderOptions<E, S>;
  readonly #stats: StreamStats;
  readonly #mayMatch: BytesTest | undefined;
  readonly #delivered: Delivered;
  /** Undefined where the stream has no end. */
  readonly #watch: EndWatch | undefined;
  readonly #parts: FrameParts = { dataStart: 0, dataEnd: 0, idStart: 0, idEnd: 0 };
  #splitter: FrameSplitter;
  #items: StreamItem<S>[] = [];
  /** Events in a row that passed the filter. */
  #matches = 0;

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
    this.positions = new PositionTracker(this.#delivered.start, marginMs, stats, (report) =>
      this.#items.push({ ...report, cursor: this.positions.cursor }),
    );
  }

  /** As {@link PositionTracker.beginConnection}. */
  beginConnection(now: number, since: number | undefined): void {
    this.#splitter = this.#newSplitter();
    this.readHere = 0;
    this.#watch?.restart();
    this.positions.beginConnection(now, since);
  }

  /** True while a frame has begun and not ended. */
  get isTorn(): boolean {
    return this.#splitter.held > 0;
  }

  /** How much longer silence has to last to end the stream, in ms; to be asked before each read. */
  quietLeft(now: number): number {
    return this.#watch?.left(now) ?? Infinity;
  }

  push(chunk: Buffer): void {
    this.#stats.bytes += chunk.length;
    this.#splitter.push(chunk);
    const { missing, partitions, complete } = this.positions;
    this.#stats.missing = missing;
    // Once per chunk: events that were passed over count too, and of them only the last is decoded.
    this.#watch?.look(partitions, complete);
    if (this.#watch?.reached) this.finished = true;
  }

  /** The items gathered since the last call, in order. */
  take(): readonly StreamItem<S>[] {
    const items = this.#items;
    if (items.length > 0) this.#items = [];
    return items;
  }

  #newSplitter(): FrameSplitter {
    const over = (): boolean => this.positions.offsetsFailed || this.finished;
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
    const { positions } = this;
    if (readOrdinaryFrame(bytes, start, end, parts)) {
      if (!positions.complete && parts.idStart !== -1) {
        positions.learnPartitions(bytes.toString('utf8', parts.idStart, parts.idEnd));
      }
      this.#data(bytes, parts.dataStart, parts.dataEnd);
      return;
    }
    const frame = parseFrame(bytes, start, end);
    if (frame.retry !== undefined && frame.retry >= 0) this.retryMs = frame.retry;
    if (frame.data === '') return;
    if (frame.event === 'error') {
      const detail = frame.data.slice(0, 1_000);
      this.#items.push({ type: 'server-error', detail, cursor: positions.cursor });
    } else if (frame.event === '' || frame.event === 'message') {
      if (!positions.complete && frame.id !== '') positions.learnPartitions(frame.id);
      const data = Buffer.from(frame.data);
      this.#data(data, 0, data.length);
    }
  }

  #data(bytes: Buffer, start: number, end: number): void {
    this.#countRead(1);
    // The usual event comes next in a known partition and cannot match: nothing of it is decoded.
    if (this.positions.passOver(bytes, start, end) && this.#cannotMatch(bytes, start, end)) {
      this.#stats.skipped += 1;
      return;
    }
    let event: Record<string, unknown>;
    try {
      event = parseEvent(bytes.toString('utf8', start, end));
    } catch (error) {
      const own = this.#advance(this.positions.advance(scanPosition(bytes, start, end)));
      if (own !== 'known') this.#unreadable(error, bytes.subarray(start, end), own);
      return;
    }
    const at = positionOf(event['meta']);
    const own = this.#advance(this.positions.advance(at));
    if (own === 'known' || (at && at.timestamp > this.#options.until)) return;
    this.#deliver(event, own, bytes, start, end);
  }

  #oversized(beginning: Buffer, length: number): void {
    this.#countRead(1);
    const at = scanPosition(beginning, 0, beginning.length);
    const own = this.#advance(this.positions.advance(at));
    const error = new FrameTooLargeError(length, this.#options.maxFrameBytes);
    if (own !== 'known') this.#invalid(error, beginning, own);
  }

  #countRead(events: 1 | -1): void {
    this.#stats.read += events;
    this.readHere += events;
  }

  /** `known` for an event that is not to be looked at. */
  #advance(advance: Advance): Position | 'known' | undefined {
    if (advance !== 'proof') return advance;
    this.#countRead(-1);
    return 'known';
  }

  #cannotMatch(bytes: Buffer, start: number, end: number): boolean {
    if (this.#matches >= SURE_MATCHES || this.#mayMatch?.(bytes, start, end) !== false)
      return false;
    this.#matches = 0;
    return true;
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
      this.#unreadable(error, bytes.subarray(start, end), position);
      return;
    }
    const selected = select(event, filter);
    this.#matches = selected === undefined ? 0 : this.#matches + 1;
    if (selected === undefined || this.#isRepeat(position)) return;
    const raw = bytes.subarray(start, end);
    const { cursor } = this.positions;
    const item = { type: 'event', event: selected, raw, position, cursor } as const;
    if (position) this.#delivered.add(position);
    this.#stats.selected += 1;
    this.#items.push(item);
  }

  /** Not JSON, or against its schema; what the filter could not let through is nobody's concern. */
  #unreadable(error: unknown, raw: Buffer, position: Position | undefined): void {
    this.#matches = 0;
    if (this.#mayMatch?.(raw, 0, raw.length) === false) this.#stats.skipped += 1;
    else this.#invalid(error, raw, position);
  }

  #invalid(error: unknown, raw: Buffer, position: Position | undefined): void {
    if (!(error instanceof WikiEventsError)) throw error;
    if (this.#isRepeat(position)) return;
    // A copy: the original would keep the whole chunk it lies in alive.
    const copy = Buffer.from(raw);
    const { cursor } = this.positions;
    const item = { type: 'invalid', error, raw: copy, position, cursor } as const;
    if (position) this.#delivered.add(position);
    this.#stats.invalid += 1;
    this.#items.push(item);
  }

  #isRepeat(position: Position | undefined): boolean {
    if (position?.id === undefined || !this.#delivered.has(position.id)) return false;
    this.#stats.duplicates += 1;
    const rewind = this.positions.rewindOf(position);
    if (rewind) rewind.dropped += 1;
    return true;
  }
}

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
