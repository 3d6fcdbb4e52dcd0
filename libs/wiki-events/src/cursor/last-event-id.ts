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
 * without an offset rewinds by a margin, since events may share or slightly disorder timestamps.
 *
 * No entry ever carries both an offset and a timestamp: the server drops the whole partition of
 * such an entry when another has a timestamp only. Nor is -1 sent: to the server it means "from now
 * on", which would skip what an idle topic sent meanwhile.
 */
export function toLastEventId(cursor: Cursor, marginMs: number): string {
  return JSON.stringify(cursor.map((position) => seekEntry(position, marginMs)));
}

function seekEntry(position: Position, marginMs: number): LastEventIdEntry {
  const { topic, partition, offset, timestamp, id } = position;
  if (offset !== undefined && id !== undefined) return { topic, partition, offset };
  return { topic, partition, timestamp: Math.max(0, timestamp - marginMs) };
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

function isEntry(value: unknown): value is LastEventIdEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { topic, partition, offset, timestamp } = value as Record<string, unknown>;
  return (
    typeof topic === 'string' &&
    Number.isInteger(partition) &&
    (Number.isInteger(offset) || Number.isInteger(timestamp))
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
