import type { RawRecord } from '../consumer/raw-record.js';
import type { EncodedMessage } from '../producer/encode.js';
import type { ConsumedRecord } from '../topic/message.js';

/** A record on its way from being taken to being committed. */
export interface Entry<K, V> {
  readonly lane: Lane<K, V>;
  readonly raw: RawRecord;
  /** Undefined when the record could not be decoded: it is finished from the start. */
  readonly record: ConsumedRecord<K, V> | undefined;
  result: Result | undefined;
}

/** What is to be written for a record. */
export interface Result {
  readonly message: EncodedMessage;
  /** Why the message is a dead letter; undefined when it is not. */
  readonly deadLetter: Error | undefined;
  readonly onCommitted?: (() => void) | undefined;
}

/**
 * The records of one partition, in order. Work on them ends in any order; they leave only from the
 * front, so what is committed is always everything up to some record.
 */
export class Lane<K, V> {
  readonly topic: string;
  readonly partition: number;
  #entries: Entry<K, V>[] = [];
  /** Entries before it are finished; how many leading ones. */
  #finished = 0;
  /** Entries before it have been handed out, or need no work. */
  #handedOut = 0;
  #frontFinishedAt = 0;
  #end = -1;
  #position: number | undefined;
  #closed = false;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  /** False once the partition belongs to someone else: nothing of it may be written any more. */
  get open(): boolean {
    return !this.#closed;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Records waiting for a call. */
  get waiting(): number {
    return this.#closed ? 0 : this.#entries.length - this.#handedOut;
  }

  /** Leading records that are finished. */
  get ready(): number {
    return this.#closed ? 0 : this.#finished;
  }

  /** When the record at the front finished, ms since the epoch. */
  get readySince(): number {
    return this.#frontFinishedAt;
  }

  /** The offset behind what is committed, as far as this instance knows. */
  get position(): number | undefined {
    return this.#position;
  }

  add(raw: RawRecord, record: ConsumedRecord<K, V> | undefined, result?: Result): void {
    this.#position ??= raw.offset;
    // An end that records lie behind is that of a log which was cut or made anew since.
    if (raw.offset < this.#end) this.#end = -1;
    this.#entries.push({ lane: this, raw, record, result });
    this.#skipFinished();
    if (result) this.#advance();
  }

  /** Hands out the next record that needs work. */
  next(): Entry<K, V> | undefined {
    if (this.#closed) return undefined;
    const entry = this.#entries[this.#handedOut];
    if (!entry) return undefined;
    this.#handedOut += 1;
    this.#skipFinished();
    return entry;
  }

  finish(entry: Entry<K, V>, result: Result): void {
    entry.result = result;
    this.#advance();
  }

  /** The first `count` finished records at most; they stay until they are dropped. */
  front(count: number): readonly Entry<K, V>[] {
    return this.#entries.slice(0, Math.min(count, this.ready));
  }

  /** The offset to commit once the first `count` records are written. */
  nextOffset(count: number): number {
    const last = this.#entries[count - 1];
    if (!last) throw new RangeError(`lane ${this.partition} has no ${count} records`);
    const afterLast = last.raw.offset + 1;
    // Behind the last record only the markers of transactions are left: skip them as well.
    return count === this.#entries.length ? Math.max(afterLast, this.#end) : afterLast;
  }

  /** Forgets the first `count` records: they are committed. */
  drop(count: number): void {
    if (count === 0) return;
    this.#position = this.nextOffset(count);
    this.#entries.splice(0, count);
    this.#finished -= count;
    this.#handedOut -= count;
    if (this.#finished > 0) this.#frontFinishedAt = Date.now();
  }

  /** Forgets finished records before `offset` and returns them. */
  dropBefore(offset: number): readonly Entry<K, V>[] {
    const front = this.front(this.ready);
    const dropped = front.slice(0, front.findLastIndex(({ raw }) => raw.offset < offset) + 1);
    this.drop(dropped.length);
    return dropped;
  }

  /** Remembers that the partition ends at `offset`: all records before it have been added. */
  endsAt(offset: number): void {
    this.#end = Math.max(this.#end, offset);
    if (this.#entries.length === 0) this.#position = this.#end;
  }

  close(): void {
    this.#closed = true;
  }

  #advance(): void {
    const before = this.#finished;
    while (this.#entries[this.#finished]?.result) this.#finished += 1;
    if (before === 0 && this.#finished > 0) this.#frontFinishedAt = Date.now();
  }

  #skipFinished(): void {
    while (this.#entries[this.#handedOut]?.result) this.#handedOut += 1;
  }
}
