import { OffsetAudit } from '../cursor/audit.js';
import type { Position } from '../cursor/position.js';
import { scanPosition, type EventPosition } from '../cursor/scan-meta.js';

const ZERO = 0x30;
const NINE = 0x39;
const CLOSE = 0x7d;
/** Event times further ahead of this machine's clock would spoil a later seek by time. */
const CLOCK_TOLERANCE_MS = 60_000;

/** A stretch being read for the second time. */
export interface Rewind {
  /** Time of its first event, in ms. */
  readonly from: number;
  /** Time up to which events had been read before, in ms. */
  readonly until: number;
  reread: number;
  dropped: number;
}

/** What the first event after a resume shows. */
export type Continuity =
  /** It is the last event of before, sent again as asked: the next one follows without a break. */
  | { readonly kind: 'proven'; readonly from: number }
  /** The offset means another event here. */
  | { readonly kind: 'offset-does-not-hold' }
  /** The server rewound to a moment before the last event: nothing is missing. */
  | { readonly kind: 'rewound'; readonly from: number }
  /** The server no longer has the last event, nor perhaps what followed it. */
  | { readonly kind: 'lost'; readonly from: number; readonly to: number };

/** The reading side of one topic-partition: its position, what a resume must prove, its audit. */
export class Partition {
  readonly topic: string;
  readonly partition: number;
  readonly audit = new OffsetAudit();
  rewind: Rewind | undefined;
  /** True once an event of this partition was read, now or in an earlier run. */
  heard: boolean;
  /** Events met in this run, repeats included. */
  count = 0;
  /** The bytes that name this partition in an event's `meta`, up to the offset's digits. */
  readonly #needle: Buffer;
  #position: Position;
  #lastTime: number;
  /** Earlier events are passed over: the server was asked for more than this partition needs. */
  #seek: number | undefined;
  /** The last event, while its position has not been worked out; usually nobody asks. */
  #unread: { bytes: Buffer; start: number; end: number } | undefined;
  #unproven = false;

  constructor(position: Position) {
    this.topic = position.topic;
    this.partition = position.partition;
    this.#position = position;
    this.heard = position.id !== undefined;
    this.#lastTime = this.heard ? position.timestamp : -Infinity;
    const topic = JSON.stringify(position.topic);
    this.#needle = Buffer.from(`"topic":${topic},"partition":${position.partition},"offset":`);
  }

  /**
   * The offset of an event of this partition, read from its bytes; -1 when the event is not of this
   * partition, or not written the way EventStreams writes it.
   */
  findOffset(bytes: Buffer, start: number, end: number): number {
    // As a rule `meta` comes first and ends with the offset: the first closing brace is its end.
    const close = bytes.indexOf(CLOSE, start);
    if (close !== -1 && close < end) {
      const offset = this.#offsetBefore(bytes, start, close);
      if (offset !== -1) return offset;
    }
    const at = bytes.indexOf(this.#needle, start);
    if (at === -1 || at >= end) return -1;
    let offset = -1;
    for (let i = at + this.#needle.length; i < end; i += 1) {
      const byte = bytes[i] ?? 0;
      if (byte < ZERO || byte > NINE) break;
      offset = (offset === -1 ? 0 : offset) * 10 + (byte - ZERO);
    }
    return Number.isSafeInteger(offset) ? offset : -1;
  }

  /** The offset whose digits end at `close`, if what comes before them names this partition. */
  #offsetBefore(bytes: Buffer, start: number, close: number): number {
    let offset = 0;
    let unit = 1;
    let at = close - 1;
    for (; at > start; at -= 1, unit *= 10) {
      const byte = bytes[at] ?? 0;
      if (byte < ZERO || byte > NINE) break;
      offset += (byte - ZERO) * unit;
    }
    const needle = this.#needle;
    const from = at + 1 - needle.length;
    if (unit === 1 || unit > 1e15 || from < start) return -1;
    for (let i = needle.length - 1; i >= 0; i -= 1) {
      if (bytes[from + i] !== needle[i]) return -1;
    }
    return offset;
  }

  /**
   * A new connection was asked to go on from {@link position}: nothing is believed unproven.
   *
   * @param seek set where one moment had to do for all partitions: the one this partition needs
   */
  beginConnection(seek: number | undefined): void {
    this.rewind = undefined;
    this.#unproven = this.position.id !== undefined;
    this.#seek = seek;
  }

  /** True while a resume by offset has not been proven. */
  get awaitsProof(): boolean {
    return this.#unproven && this.#position.offset !== undefined;
  }

  /** Gives up the offset: it belongs to another cluster. */
  forgetOffset(): void {
    const { offset: _offset, ...position } = this.position;
    this.#position = position;
    this.audit.restart();
  }

  /**
   * True for an event from before the moment this partition asked for, which had been delivered or
   * was never wanted. As with a server's seek, all that follows the first event from then on counts.
   */
  isBeforeSeek(timestamp: number): boolean {
    if (this.#seek === undefined) return false;
    if (timestamp < this.#seek) return true;
    this.#seek = undefined;
    return false;
  }

  /** True when events may be passed over without working out where they are. */
  plain(offset: number): boolean {
    const { last } = this.audit;
    return (
      this.heard &&
      !this.#unproven &&
      this.rewind === undefined &&
      this.#seek === undefined &&
      (last === undefined || offset > last)
    );
  }

  /** Moves on over an event without working out its position. */
  advanceOver(bytes: Buffer, start: number, end: number, offset: number): void {
    this.audit.see(offset);
    this.count += 1;
    this.#unread = { bytes, start, end };
  }

  /** Holds the first event after a resume against the position resumed from. */
  meet(at: EventPosition): Continuity | undefined {
    if (!this.#unproven) return undefined;
    const { id, offset, timestamp: from } = this.position;
    if (offset !== undefined) {
      if (at.id !== id) return { kind: 'offset-does-not-hold' };
      this.#unproven = false;
      this.audit.startAt(at.offset ?? offset);
      return { kind: 'proven', from };
    }
    this.#unproven = false;
    this.audit.restart();
    if (at.timestamp > from && at.id !== id) return { kind: 'lost', from, to: at.timestamp };
    this.rewind = { from: at.timestamp, until: from, reread: 0, dropped: 0 };
    return { kind: 'rewound', from };
  }

  /** Moves on to an event. Returns the event's own position. */
  advanceTo(at: EventPosition): Position {
    const seen = this.#unread !== undefined && at.offset === this.audit.last;
    const own = this.#positionAt(at);
    this.heard = true;
    this.count += 1;
    this.#lastTime = at.timestamp;
    if (seen || at.offset === undefined || this.audit.see(at.offset) || this.#restarted(at)) {
      this.#unread = undefined;
      this.#position = own;
    }
    return own;
  }

  /** The position behind everything read so far. */
  get position(): Position {
    this.#workOut();
    return this.#position;
  }

  /** Time of the last event, in ms; unlike the position's it can go back. -Infinity before the first. */
  get lastTime(): number {
    this.#workOut();
    return this.#lastTime;
  }

  #workOut(): void {
    if (this.#unread === undefined) return;
    const { bytes, start, end } = this.#unread;
    this.#unread = undefined;
    const at = scanPosition(bytes, start, end);
    if (at === undefined) return;
    this.#position = this.#positionAt(at);
    this.#lastTime = at.timestamp;
  }

  #positionAt({ offset, timestamp, id }: EventPosition): Position {
    const { topic, partition } = this;
    const believable = Math.min(timestamp, Date.now() + CLOCK_TOLERANCE_MS);
    const latest = Math.max(this.#position.timestamp, believable);
    if (id === undefined) return { topic, partition, timestamp: latest };
    if (offset === undefined) return { topic, partition, timestamp: latest, id };
    return { topic, partition, offset, timestamp: latest, id };
  }

  /** A lower offset with a time well beyond the last: the topic has been made anew. */
  #restarted(at: EventPosition): boolean {
    if (at.offset === undefined) return false;
    if (at.timestamp <= this.#position.timestamp + CLOCK_TOLERANCE_MS) return false;
    this.audit.startAt(at.offset);
    return true;
  }
}
