import { cursorFromServerId, parseServerId, seekTime } from '../cursor/last-event-id.js';
import { PartitionMap } from '../cursor/partition-map.js';
import type { Cursor, Position } from '../cursor/position.js';
import type { EventPosition } from '../cursor/scan-meta.js';
import { Busiest } from './busiest.js';
import type { GapItem, OverlapItem, ResumedItem, StreamStats } from './items.js';
import { Partition, type Rewind } from './partition.js';

/** What the tracker has to tell of a stretch of the stream. */
export type StretchReport = DistributiveOmit<ResumedItem | OverlapItem | GapItem, 'cursor'>;

/**
 * What became of an event's position: the event's own position; `proof` of a resume, sent for that
 * alone; `known`, not to be looked at; undefined where the event has none.
 */
export type Advance = Position | 'proof' | 'known' | undefined;

/** Streams promise about a week of history; a start before may find its first days gone. */
const SURE_HISTORY_MS = 6 * 86_400_000;
const LATE_START_MS = 3_600_000;

/** Where the stream stands in each of its topic-partitions, and whether a resume kept its promise. */
export class PositionTracker {
  /** True once the offsets of the cursor proved to mean other events on this connection. */
  offsetsFailed = false;
  /** True once a connection's first event has named every topic-partition there is. */
  complete = false;

  readonly #marginMs: number;
  readonly #stats: StreamStats;
  readonly #report: (report: StretchReport) => void;
  readonly #partitions = new PartitionMap<Partition>();
  readonly #busiest = new Busiest();
  /** The partition of the last event: most likely that of the next one too. */
  #last: Partition | undefined;
  #cursor: Cursor = [];
  #moved = true;
  #startedAt = 0;
  #since: number | undefined;

  /**
   * @param start where to go on from; empty for a stream that begins afresh
   * @param report told in the order of the events
   */
  constructor(
    start: Cursor,
    marginMs: number,
    stats: StreamStats,
    report: (report: StretchReport) => void,
  ) {
    this.#marginMs = marginMs;
    this.#stats = stats;
    this.#report = report;
    for (const position of start) this.#add(position);
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

  /** True when events were read since the cursor was last asked for. */
  get moved(): boolean {
    return this.#moved;
  }

  get partitions(): Iterable<Partition> {
    return this.#partitions.values();
  }

  /** Time of the latest event of the partition that carries the stream; undefined before the first. */
  latestEventTime(now: number): number | undefined {
    const heard = [...this.#partitions.values()].filter((partition) => partition.heard);
    return this.#busiest.among(heard, now)?.position.timestamp;
  }

  /** Events missing by the continuity of offsets. */
  get missing(): number {
    let missing = 0;
    for (const { audit } of this.#partitions.values()) missing += audit.missing;
    return missing;
  }

  /**
   * @param now the server's time if known, in ms
   * @param since where the server was asked to begin, in ms, when no cursor was sent
   */
  beginConnection(now: number, since: number | undefined): void {
    this.complete = false;
    this.offsetsFailed = false;
    this.#startedAt = now;
    this.#since = since;
    for (const partition of this.#partitions.values()) {
      const seek = since === undefined ? undefined : seekTime(partition.position, this.#marginMs);
      partition.beginConnection(seek);
    }
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

  /** The id of a connection's first event names every topic-partition of the stream. */
  learnPartitions(id: string): void {
    this.complete = true;
    const entries = parseServerId(id) ?? [];
    for (const position of cursorFromServerId(entries, this.#begin)) {
      if (this.#partitions.get(position) === undefined) this.#add(position);
    }
  }

  /** Moves on over an event that is next in its partition; false when it wants a closer look. */
  passOver(bytes: Buffer, start: number, end: number): boolean {
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

  /** Moves on to an event and checks what a resume promised. */
  advance(at: EventPosition | undefined): Advance {
    if (at === undefined) return undefined;
    const { topic, partition: number } = at;
    const partition =
      this.#partitions.get(at) ?? this.#add({ topic, partition: number, timestamp: this.#begin });
    if (this.#since !== undefined && !partition.heard) {
      this.#checkHistory(partition, at.timestamp, this.#since);
    }
    const continuity = partition.meet(at);
    switch (continuity?.kind) {
      case 'offset-does-not-hold':
        this.offsetsFailed = true;
        return 'known';
      case 'proven':
        this.#resumed(partition, continuity.from, 'offset');
        return 'proof';
      case 'lost':
        this.#gap(partition, continuity.from, continuity.to);
        break;
      case 'rewound':
        this.#resumed(partition, continuity.from, 'timestamp');
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

  /** The stretch being read for the second time in a position's partition. */
  rewindOf(position: Position): Rewind | undefined {
    return this.#partitions.get(position)?.rewind;
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

  #resumed({ topic, partition }: Partition, from: number, by: ResumedItem['by']): void {
    this.#report({ type: 'resumed', topic, partition, from, by });
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

  /**
   * The moment from which on nothing of a topic that has not been heard was missed. By the clocks of
   * their senders, events that come from now on may have happened a little before.
   */
  get #begin(): number {
    return this.#since ?? this.#startedAt - this.#marginMs;
  }

  #add(position: Position): Partition {
    const partition = new Partition(position);
    this.#partitions.set(position, partition);
    this.#moved = true;
    return partition;
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
