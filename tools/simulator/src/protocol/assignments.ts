import { Refusal } from './refusal.js';

/** One entry of the `Last-Event-ID` header, or of the id of a message. */
export interface Assignment {
  readonly topic: string;
  readonly partition: number;
  readonly offset?: number;
  readonly timestamp?: number;
}

/** Where a topic's first event from a moment on is; undefined when there is none yet. */
export type OffsetForTime = (topic: string, timestamp: number) => number | undefined;

/** Kafka's name for the end of a partition. */
export const LATEST = -1;
/** Kafka's name for the beginning of a partition. */
export const EARLIEST = -2;

/**
 * The `since` parameter in milliseconds, undefined when absent or empty: epoch milliseconds or
 * anything `Date.parse` takes.
 */
export function parseSince(since: string | null): number | undefined {
  if (since === null || since === '') return undefined;
  const timestamp = Number.isNaN(Number(since)) ? Date.parse(since) : Number(since);
  if (Number.isNaN(timestamp)) {
    throw new Refusal(400, {
      type: 'invalid_timestamp',
      title: 'Invalid timestamp',
      detail: `since timestamp is not a UTC milliseconds unix epoch and was not parseable: '${since}'`,
    });
  }
  return timestamp;
}

/** Parses the `Last-Event-ID` header as strictly and as loosely as KafkaSSE: topic names are entries too. */
export function parseLastEventId(header: string): (string | Assignment)[] {
  let value: unknown;
  try {
    value = JSON.parse(header);
  } catch {
    throw invalid('not JSON', header);
  }
  // A JSON string is a list of topics separated by commas.
  const entries: unknown = typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(entries) || entries.length === 0 || !entries.every(isEntry)) {
    throw invalid(
      'neither topic names nor objects with topic, partition, offset|timestamp',
      header,
    );
  }
  return entries;
}

/** Refuses topics that are not the requested streams' own. */
export function checkTopics(entries: readonly (string | Assignment)[], topics: readonly string[]) {
  const asked = entries.map((entry) => (typeof entry === 'string' ? entry : entry.topic));
  const unavailable = [...new Set(asked)].filter((topic) => !topics.includes(topic));
  if (unavailable.length > 0) {
    throw new Refusal(404, {
      name: 'TopicNotAvailableError',
      message: `Topics ${unavailable.join(', ')} are not available for consumption.`,
      availableTopics: topics,
    });
  }
}

/**
 * Turns entries into positions as KafkaSSE's `buildAssignmentsAsync` does, with its trap: once one
 * entry has a timestamp only, entries that carry both are dropped, and their topics stay silent.
 */
export function resolveAssignments(
  entries: readonly (string | Assignment)[],
  since: number | undefined,
  offsetForTime: OffsetForTime,
): Assignment[] {
  const assignments = entries.map((entry): Assignment => {
    if (typeof entry !== 'string') return entry;
    const start = since === undefined ? { offset: LATEST } : { timestamp: since };
    return { topic: entry, partition: 0, ...start };
  });
  const byTime = assignments.filter((entry) => 'timestamp' in entry && !('offset' in entry));
  if (byTime.length === 0) return assignments;
  return [
    ...assignments.filter((entry) => 'offset' in entry && !('timestamp' in entry)),
    ...byTime.map(({ topic, partition, timestamp }) => ({
      topic,
      partition,
      offset: (timestamp === undefined ? undefined : offsetForTime(topic, timestamp)) ?? LATEST,
    })),
  ];
}

function isEntry(value: unknown): value is string | Assignment {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { topic, partition, offset, timestamp } = value as Record<string, unknown>;
  return (
    typeof topic === 'string' &&
    Number.isInteger(partition) &&
    (Number.isInteger(offset) || Number.isInteger(timestamp))
  );
}

function invalid(message: string, header: string): Refusal {
  return new Refusal(400, { name: 'InvalidAssignmentError', message, last_event_id: header });
}
