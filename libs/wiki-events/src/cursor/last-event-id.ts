import { partitionKey, type Cursor, type Position } from './position.js';

/** One entry of the `Last-Event-ID` header: exactly one of `offset` and `timestamp`. */
export type LastEventIdEntry =
  | { topic: string; partition: number; offset: number }
  | { topic: string; partition: number; timestamp: number };

/**
 * The header that asks the server to go on from a cursor.
 *
 * A position with an offset asks for its last event once more: only the server in whose cluster the
 * offset was read answers with the event of that id, which proves that nothing is skipped. One
 * without an offset rewinds by a margin, since events may share or slightly disorder timestamps. A
 * topic that has not been heard is asked for from where it begins.
 *
 * No entry ever carries both an offset and a timestamp: the server drops the whole partition of
 * such an entry when another has a timestamp only. Nor is -1 sent: to the server it means "from now
 * on", which would skip what an idle topic sent meanwhile.
 */
export function toLastEventId(cursor: Cursor, marginMs: number): string {
  return JSON.stringify(cursor.map((position) => seekEntry(position, marginMs)));
}

function seekEntry(position: Position, marginMs: number): LastEventIdEntry {
  const { topic, partition, offset } = position;
  if (offset !== undefined) return { topic, partition, offset };
  return { topic, partition, timestamp: Math.max(0, seekTime(position, marginMs)) };
}

/**
 * The moment to go on from where offsets do not serve: a margin before the last event, or exactly
 * where a topic begins of which there has been none.
 */
export function seekTime({ id, timestamp }: Position, marginMs: number): number {
  return id === undefined ? timestamp : timestamp - marginMs;
}

/**
 * Reads the id the server attached to an event; undefined when it is not one of EventStreams.
 * Entries of topics that were idle when the connection began carry an offset of -1.
 */
export function parseServerId(id: string): LastEventIdEntry[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(id);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value)) return undefined;
  const entries: LastEventIdEntry[] = [];
  for (const entry of value as unknown[]) {
    if (!isEntry(entry)) return undefined;
    entries.push(entry);
  }
  return entries;
}

/** The furthest moment from 1970 a Date can hold. */
const LAST_MOMENT_MS = 8.64e15;

function isEntry(value: unknown): value is LastEventIdEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { topic, partition, offset, timestamp } = value as Record<string, unknown>;
  return (
    typeof topic === 'string' &&
    Number.isInteger(partition) &&
    (Number.isSafeInteger(offset) ||
      (Number.isInteger(timestamp) && Math.abs(Number(timestamp)) <= LAST_MOMENT_MS))
  );
}

/**
 * Turns a server's id into a cursor. Offsets become `fallbackMs`, a moment from which on nothing
 * has been missed: -1 is no position, and of others nobody knows in which cluster they hold.
 */
export function cursorFromServerId(
  entries: readonly LastEventIdEntry[],
  fallbackMs: number,
): Position[] {
  const cursor = new Map<string, Position>();
  for (const entry of entries) {
    const { topic, partition } = entry;
    const timestamp = 'timestamp' in entry ? entry.timestamp : fallbackMs;
    cursor.set(partitionKey(entry), { topic, partition, timestamp });
  }
  return [...cursor.values()];
}

/**
 * The cursor of another client as a position to begin from. Offsets stay as they are, except for -1,
 * which skips what an idle topic sends meanwhile and becomes `now`.
 */
export function takeOver(entries: readonly LastEventIdEntry[], now: number): Position[] {
  return entries.map(({ topic, partition, ...at }) => {
    if (!('offset' in at)) return { topic, partition, timestamp: at.timestamp };
    if (at.offset < 0) return { topic, partition, timestamp: now };
    return { topic, partition, offset: at.offset, timestamp: now };
  });
}
