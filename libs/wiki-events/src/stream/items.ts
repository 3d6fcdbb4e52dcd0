import type { Cursor, Position } from '../cursor/position.js';
import type { EventEnvelope } from '../events/envelope.js';
import type { WikiEventsError } from '../errors.js';

interface Located {
  /** Where the stream stands behind this item; see {@link EventStream.acknowledge}. */
  readonly cursor: Cursor;
}

/** An event that passed the filter. */
export interface EventItem<E extends EventEnvelope> extends Located {
  readonly type: 'event';
  readonly event: E;
  /** The event's JSON as received. A view: copy it to keep it, or its whole chunk stays in memory. */
  readonly raw: Buffer;
  /** The event's own position, unless the server sent none with it. */
  readonly position: Position | undefined;
}

/**
 * A frame that could not be read as an event: not JSON, against its schema, or above the bound. Frames
 * whose bytes show that the filter would not let them through are left out, but for those above the bound.
 */
export interface InvalidItem extends Located {
  readonly type: 'invalid';
  readonly error: WikiEventsError;
  /** The data as received; of a frame above the bound, its beginning. */
  readonly raw: Buffer;
  readonly position: Position | undefined;
}

/** The stream moved on without anything for the consumer: a chance to store the cursor. */
export interface ProgressItem extends Located {
  readonly type: 'progress';
}

/** A connection was opened. */
export interface ConnectedItem extends Located {
  readonly type: 'connected';
  /** Number of this connection, from 1. */
  readonly connection: number;
}

/** Why a connection ended. */
export type DisconnectCause =
  /**
   * The server closed it behind an event, or after about 15 minutes, as it does. Not a fault.
   */
  | 'planned'
  /** The connection failed, could not be made, brought no event, or was cut in mid-frame. */
  | 'network'
  /** Nothing arrived for longer than the idle timeout. */
  | 'idle'
  /** An HTTP status that passes by itself: 408, 5xx and the like. */
  | 'http'
  /** HTTP 429: too many connections or requests. */
  | 'rate-limited'
  /** The answer was not an event stream. */
  | 'protocol'
  /** The offsets of the cursor mean other events here; going on by timestamps. */
  | 'offsets-do-not-hold'
  /** The server refused the cursor; going on by a less exact one. */
  | 'cursor-rejected';

/** A connection ended, or could not be opened. The next attempt follows by itself. */
export interface DisconnectedItem extends Located {
  readonly type: 'disconnected';
  readonly cause: DisconnectCause;
  readonly detail: string;
  readonly status: number | undefined;
  /** Wait before the next attempt, in ms. */
  readonly retryInMs: number;
}

/** A topic-partition goes on where it was left. */
export interface ResumedItem extends Located {
  readonly type: 'resumed';
  readonly topic: string;
  readonly partition: number;
  /** `offset`: proven to be the very next event. `timestamp`: rewound, with repeats dropped. */
  readonly by: 'offset' | 'timestamp';
  /** Time of the last event before, in ms. */
  readonly from: number;
}

/** A rewind has caught up with what had been delivered before. */
export interface OverlapItem extends Located {
  readonly type: 'overlap';
  readonly topic: string;
  readonly partition: number;
  /** Bounds of the stretch read twice, in ms. */
  readonly from: number;
  readonly to: number;
  /** Events read again. */
  readonly reread: number;
  /** Those of them that had been delivered, and were not delivered again. */
  readonly dropped: number;
}

/** Events between two moments cannot be had any more. */
export interface GapItem extends Located {
  readonly type: 'gap';
  readonly topic: string;
  readonly partition: number;
  /** Last event before, first event after: what lay between is lost. In ms. */
  readonly from: number;
  readonly to: number;
  readonly reason: 'history-ended';
}

/** The server reported an error of its own inside the stream, which goes on. */
export interface ServerErrorItem extends Located {
  readonly type: 'server-error';
  readonly detail: string;
}

/** What {@link streamEvents} yields; `type` tells which. */
export type StreamItem<E extends EventEnvelope> =
  | EventItem<E>
  | InvalidItem
  | ProgressItem
  | ConnectedItem
  | DisconnectedItem
  | ResumedItem
  | OverlapItem
  | GapItem
  | ServerErrorItem;

/** Running totals of a stream. */
export interface StreamStats {
  /** Events received, wanted or not. */
  read: number;
  /** Of those, skipped by their bytes alone. */
  skipped: number;
  /** Events delivered to the consumer. */
  selected: number;
  /** Events not delivered again. */
  duplicates: number;
  invalid: number;
  /** Canary events dropped. */
  canaries: number;
  /** Bytes received. */
  bytes: number;
  /** Events of this run missing by the continuity of offsets. */
  missing: number;
  /** Stretches declared lost. */
  gaps: number;
  reconnects: Record<DisconnectCause, number>;
  /**
   * Time of the latest event, in ms; undefined before the first. Where several topics make up the
   * stream, that of the one that sent most events lately: the others may be far ahead or idle.
   */
  readonly latestEventTime: number | undefined;
}

/** @param latestEventTime asked whenever somebody wants to know */
export const newStats = (latestEventTime: () => number | undefined): StreamStats => ({
  read: 0,
  skipped: 0,
  selected: 0,
  duplicates: 0,
  invalid: 0,
  canaries: 0,
  bytes: 0,
  missing: 0,
  gaps: 0,
  reconnects: {
    planned: 0,
    network: 0,
    idle: 0,
    http: 0,
    'rate-limited': 0,
    protocol: 0,
    'offsets-do-not-hold': 0,
    'cursor-rejected': 0,
  },
  get latestEventTime() {
    return latestEventTime();
  },
});
