const META = Buffer.from('"meta":{');
const CLOSE = 0x7d;

/** The position an event carries, and its identity. */
export interface EventPosition {
  topic: string;
  partition: number;
  offset: number | undefined;
  /** ms since the epoch. */
  timestamp: number;
  id: string | undefined;
}

/**
 * Reads an event's position from its raw JSON, decoding `meta` alone when it can be found as it is
 * always sent, or else the whole event. Undefined when it has none.
 */
export function scanPosition(bytes: Buffer, start: number, end: number): EventPosition | undefined {
  const at = bytes.indexOf(META, start);
  if (at !== -1 && at < end) {
    const open = at + META.length - 1;
    const close = bytes.indexOf(CLOSE, open);
    if (close !== -1 && close < end) {
      const found = positionOf(parse(bytes.toString('utf8', open, close + 1)));
      if (found) return found;
    }
  }
  const event = parse(bytes.toString('utf8', start, end));
  return isRecord(event) ? positionOf(event['meta']) : undefined;
}

/** The position in a decoded `meta`. */
export function positionOf(meta: unknown): EventPosition | undefined {
  if (!isRecord(meta)) return undefined;
  const { topic, partition, offset, dt, id } = meta;
  if (typeof topic !== 'string' || topic === '') return undefined;
  if (typeof partition !== 'number' || !Number.isSafeInteger(partition) || partition < 0) {
    return undefined;
  }
  const timestamp = typeof dt === 'string' ? Date.parse(dt) : NaN;
  if (Number.isNaN(timestamp)) return undefined;
  const exact = typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0;
  return {
    topic,
    partition,
    offset: exact ? offset : undefined,
    timestamp,
    id: typeof id === 'string' && id !== '' ? id : undefined,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
