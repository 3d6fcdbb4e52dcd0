import { CodecError, TombstoneError } from '../errors.js';
import type { ConsumedRecord, Headers, Position, RecordBytes } from '../topic/message.js';
import type { Topic } from '../topic/topic.js';

/** A record as it came, before decoding. */
export interface RawRecord extends Position {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp: number;
  /** Every header in order, names possibly repeated. */
  readonly rawHeaders: readonly (readonly [name: string, value: Buffer])[];
}

/** The part of a native message this library reads. */
export interface NativeMessage extends Position {
  readonly key?: Buffer | string | null | undefined;
  readonly value: Buffer | null;
  readonly timestamp?: number;
  readonly headers?: readonly Readonly<Record<string, string | Buffer>>[];
}

export function rawRecord(message: NativeMessage): RawRecord {
  return {
    topic: message.topic,
    partition: message.partition,
    offset: message.offset,
    key: bytes(message.key),
    value: message.value,
    timestamp: message.timestamp ?? 0,
    rawHeaders: (message.headers ?? []).flatMap((header) =>
      Object.entries(header).map(
        ([name, value]) => [name, bytes(value) ?? Buffer.alloc(0)] as const,
      ),
    ),
  };
}

function bytes(value: Buffer | string | null | undefined): Buffer | null {
  return typeof value === 'string' ? Buffer.from(value) : (value ?? null);
}

/** Headers as text. Without a prototype: a header may be called `__proto__`. */
export function textHeaders(raw: RawRecord['rawHeaders']): Headers {
  const headers = Object.create(null) as Record<string, string>;
  for (const [name, value] of raw) headers[name] = value.toString('utf8');
  return headers;
}

/** Headers as bytes, to be passed on untouched. */
export function byteHeaders(raw: RawRecord['rawHeaders']): Record<string, Buffer> {
  const headers = Object.create(null) as Record<string, Buffer>;
  for (const [name, value] of raw) headers[name] = value;
  return headers;
}

/** A record as others are given it. */
export function recordBytes(raw: RawRecord): RecordBytes {
  const { key, value, timestamp } = raw;
  return { ...positionOf(raw), key, value, headers: byteHeaders(raw.rawHeaders), timestamp };
}

export function positionOf({ topic, partition, offset }: Position): Position {
  return { topic, partition, offset };
}

/**
 * Decodes a record.
 *
 * @throws {CodecError} key or value does not match the topic.
 * @throws {TombstoneError} the record has no value.
 */
export function decodeRecord<K, V>(topic: Topic<K, V>, raw: RawRecord): ConsumedRecord<K, V> {
  if (raw.value === null) throw new TombstoneError();
  return {
    topic: raw.topic,
    partition: raw.partition,
    offset: raw.offset,
    key: decodeKey(topic, raw),
    value: decode('value', () => topic.value.decode(raw.value as Buffer)),
    headers: textHeaders(raw.rawHeaders),
    timestamp: raw.timestamp,
  };
}

export function decodeKey<K, V>(topic: Topic<K, V>, { key }: RawRecord): K | null {
  return key === null ? null : decode('key', () => topic.key.decode(key));
}

function decode<T>(part: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof CodecError) throw new CodecError(`${part}: ${cause.message}`, { cause });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CodecError(`${part}: ${reason}`, { cause });
  }
}
