import { bytesCodec } from '../topic/codec.js';
import type { Message, Position } from '../topic/message.js';
import { topic, type Topic } from '../topic/topic.js';

/** Suffix of dead-letter topics. */
export const DEAD_LETTER_SUFFIX = '-dlq';

/** The topic that receives what cannot be processed: `<name>-dlq`, keys and values as raw bytes. */
export function deadLetterTopic(source: {
  readonly name: string;
  readonly partitions?: number;
}): Topic<Buffer, Buffer> {
  return topic<Buffer, Buffer>({
    name: `${source.name}${DEAD_LETTER_SUFFIX}`,
    key: bytesCodec,
    value: bytesCodec,
    ...(source.partitions === undefined ? {} : { partitions: source.partitions }),
  });
}

/** Names of the headers a dead letter carries beside those of its record. */
export const DeadLetterHeader = {
  /** `code` of the error, or its name. */
  code: 'dead-letter-code',
  /** What went wrong, in words, at most 1,000 characters. */
  reason: 'dead-letter-reason',
  topic: 'dead-letter-topic',
  partition: 'dead-letter-partition',
  offset: 'dead-letter-offset',
  /** RFC 3339, UTC. */
  failedAt: 'dead-letter-failed-at',
  /** `true` when the record had no value; the dead letter's value is then empty. */
  tombstone: 'dead-letter-tombstone',
  /** `true` when the record's value and headers are left out: with the reason it was too large. */
  truncated: 'dead-letter-truncated',
  /** How often the record was put back into its topic; also on the record that was put back. */
  replays: 'dead-letter-replays',
} as const;

const REASON_LIMIT = 1_000;

interface DeadRecord extends Position {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string | Buffer>>;
}

/** The dead letter of a record: its bytes and headers untouched, the failure in headers of its own. */
export function deadLetter(
  record: DeadRecord,
  error: unknown,
  failedAt: Date = new Date(),
): Message<Buffer, Buffer> {
  const replays = record.headers[DeadLetterHeader.replays];
  return {
    key: record.key,
    value: record.value ?? Buffer.alloc(0),
    headers: {
      ...ownOnly(record.headers),
      [DeadLetterHeader.code]: codeOf(error),
      [DeadLetterHeader.reason]: reasonOf(error),
      [DeadLetterHeader.topic]: record.topic,
      [DeadLetterHeader.partition]: String(record.partition),
      [DeadLetterHeader.offset]: String(record.offset),
      [DeadLetterHeader.failedAt]: failedAt.toISOString(),
      ...(record.value === null ? { [DeadLetterHeader.tombstone]: 'true' } : {}),
      ...(replays === undefined ? {} : { [DeadLetterHeader.replays]: replays }),
    },
  };
}

const OF_LETTERS: ReadonlySet<string> = new Set(Object.values(DeadLetterHeader));

/** The headers that are the record's own: what a letter says of itself it says anew. */
export function ownOnly<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  const own = Object.create(null) as Record<string, T>;
  for (const [name, value] of Object.entries(headers)) {
    if (!OF_LETTERS.has(name)) own[name] = value;
  }
  return own;
}

/** The dead letter of a record that would be too large as one: key, position and failure only. */
export function truncatedDeadLetter(record: DeadRecord, error: unknown): Message<Buffer, Buffer> {
  const letter = deadLetter({ ...record, value: Buffer.alloc(0), headers: {} }, error);
  return { ...letter, headers: { ...letter.headers, [DeadLetterHeader.truncated]: 'true' } };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Error';
  const { code } = error as Error & { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}

function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  // By way of UTF-8, which replaces half of a character the cut may have left.
  return Buffer.from(reason.slice(0, REASON_LIMIT)).toString();
}
