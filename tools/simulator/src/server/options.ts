import type { GeneratorOptions } from '../generator/generate-events.js';
import type { Pace } from '../replay/pace.js';
import type { WireEvent } from '../log/wire-event.js';
import type { RecurringFault } from './faults.js';
import type { ReadOrderName } from './read-order.js';

/** A file to replay. */
export interface ReplayOptions {
  /** NDJSON, plain or gzip: one event per line, as bare JSON or as an SSE `data:` line. */
  readonly file: string;
  /**
   * 1 keeps the pace of `meta.dt`, 10 is ten times as fast; `max` sends as fast as clients read,
   * staying at most `lookahead` events in front of the foremost. Default 1.
   */
  readonly speed?: Pace;
  /** What happens behind the last event: streams stay open in silence (default), all begins again with new ids and later times, or streams are closed. */
  readonly atEnd?: 'idle' | 'loop' | 'close';
  /** Moves `meta.dt` and `timestamp` to the time of sending. Default false. */
  readonly shiftToNow?: boolean;
}

/** Endless made-up events. */
export interface GenerateOptions extends GeneratorOptions {
  /** Events of all kinds per second. Default: what `articlesPerMinute` needs, else 40, about what Wikimedia sends. */
  readonly eventsPerSecond?: number;
  /** New Wikipedia articles per minute, on average. */
  readonly articlesPerMinute?: number;
}

export interface SimulatorOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly replay?: ReplayOptions;
  readonly generate?: GenerateOptions;
  /** Events to start with. */
  readonly events?: Iterable<WireEvent>;
  /** Events kept for clients that resume. Default 1,000,000. */
  readonly historyEvents?: number;
  /** Bytes of events kept. Default 512 MiB. */
  readonly historyBytes?: number;
  /** How far a replay at speed `max` may be in front of the foremost client, in events. Default 20,000. */
  readonly lookahead?: number;
  /** What comes first of different topics. Default `arrival`. */
  readonly readOrder?: ReadOrderName;
  /** Ids carry timestamps as in production (default), or offsets. */
  readonly ids?: 'timestamp' | 'offset';
  /** Ends every stream after so many milliseconds. Production: about 15 minutes. Default: never. */
  readonly endAfterMs?: number;
  /** Breaks every stream after so many bytes of body. Default: never. */
  readonly cutAfterBytes?: number;
  /** Sends a comment every so many milliseconds. Production sends none, and that is the default. */
  readonly heartbeatMs?: number;
  /** Streams a client may have open before it is answered 429; a client is an address. Default: unlimited. */
  readonly connectionsPerClient?: number;
  /** `Retry-After` of a 429, in seconds. Default 1. */
  readonly retryAfterSeconds?: number;
  /** Answers 403 to requests without a User-Agent, as the edge does. Default true. */
  readonly requireUserAgent?: boolean;
  /** Leaves a hole in the offsets after every n-th event. Default 0: none. */
  readonly holeEvery?: number;
  /** Faults of every n-th connection. */
  readonly faults?: readonly RecurringFault[];
  /** Aborting it is the same as `stop()`. */
  readonly signal?: AbortSignal;
}
