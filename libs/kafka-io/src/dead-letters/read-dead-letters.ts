import type { ConnectionOptions } from '../connection/connection-options.js';
import { recordBytes } from '../consumer/raw-record.js';
import { readRaw } from '../consumer/read-topic.js';
import type { Position, RecordBytes } from '../topic/message.js';
import { DeadLetterHeader, deadLetterTopic, ownOnly } from './dead-letter.js';
import { readReplays } from './replays.js';

/** A dead letter and the record it is about. */
export interface DeadLetter extends Position {
  /** Code of the error, e.g. `ERR_KAFKA_CODEC`. */
  readonly code: string;
  readonly reason: string;
  readonly failedAt: Date;
  /** Where the record was; undefined when the letter does not say, or tells of another topic. */
  readonly source: Position | undefined;
  /** The record: key, value (null for a tombstone) and headers as they were. */
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
  /** False when value and headers were left out for want of room. */
  readonly complete: boolean;
  /** How often the record had been put back before it failed this time. */
  readonly replays: number;
  /** When this letter's record was put back; undefined when it was not. */
  readonly replayedAt: Date | undefined;
  /** When the letter was written, ms since the epoch. */
  readonly timestamp: number;
}

/** Which dead letters; all conditions hold at once. */
export interface DeadLetterFilter {
  /** Code of the error. */
  readonly code?: string;
  /** Partition of the source topic. */
  readonly partition?: number;
  /** Records that failed at or after this time. */
  readonly since?: Date;
  /** Records that failed before this time. */
  readonly until?: Date;
}

export interface ReadDeadLettersOptions {
  readonly connection: ConnectionOptions;
  /** The source topic, not the dead-letter topic. */
  readonly topic: { readonly name: string };
  readonly filter?: DeadLetterFilter;
  readonly signal?: AbortSignal;
}

/**
 * Reads the dead letters of a topic, as many as there are at the call, and changes nothing.
 *
 * @throws {TopicError} there is no dead-letter topic.
 */
export async function* readDeadLetters(
  options: ReadDeadLettersOptions,
): AsyncGenerator<DeadLetter, void, undefined> {
  const { connection, topic, filter = {}, signal } = options;
  const replays = await readReplays(options);
  const letters = deadLetterTopic(topic);
  for await (const raw of readRaw({ connection, topic: letters, signal })) {
    signal?.throwIfAborted();
    const letter = deadLetterOf(recordBytes(raw), topic.name, replays.replayedAt(raw));
    if (matches(letter, filter)) yield letter;
  }
}

/** Reads what `deadLetter()` wrote, or anything else that came to lie in its topic. */
export function deadLetterOf(
  record: RecordBytes,
  source: string,
  replayedAt: Date | undefined,
): DeadLetter {
  const text = (name: string) => record.headers[name]?.toString('utf8');
  const failedAt = new Date(text(DeadLetterHeader.failedAt) ?? NaN);
  return {
    ...record,
    code: text(DeadLetterHeader.code) ?? '',
    reason: text(DeadLetterHeader.reason) ?? '',
    failedAt: Number.isNaN(failedAt.getTime()) ? new Date(record.timestamp) : failedAt,
    source: sourceOf(text, source),
    value: text(DeadLetterHeader.tombstone) === 'true' ? null : record.value,
    headers: ownOnly(record.headers),
    complete: text(DeadLetterHeader.truncated) !== 'true',
    replays: count(text(DeadLetterHeader.replays)) ?? 0,
    replayedAt,
  };
}

function sourceOf(text: (name: string) => string | undefined, topic: string): Position | undefined {
  const partition = count(text(DeadLetterHeader.partition));
  const offset = count(text(DeadLetterHeader.offset));
  if (text(DeadLetterHeader.topic) !== topic) return undefined;
  return partition === undefined || offset === undefined ? undefined : { topic, partition, offset };
}

/** A number as these headers hold it; undefined for anything else somebody may have put there. */
function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function matches(letter: DeadLetter, { code, partition, since, until }: DeadLetterFilter): boolean {
  return (
    (code === undefined || letter.code === code) &&
    (partition === undefined || letter.source?.partition === partition) &&
    (since === undefined || letter.failedAt >= since) &&
    (until === undefined || letter.failedAt < until)
  );
}
