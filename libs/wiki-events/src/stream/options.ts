import type { Dispatcher } from 'undici';
import { parseServerId, type LastEventIdEntry } from '../cursor/last-event-id.js';
import { parseStreamState, type StreamState } from '../cursor/state.js';
import { decodeEnvelope, decodeRecentChange, type EventDecoder } from '../events/decode.js';
import type { EventEnvelope } from '../events/envelope.js';
import type { RecentChange } from '../events/recent-change.js';
import { OptionError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import { DEFAULT_BACKOFF, LONGEST_WAIT_MS, type BackoffOptions } from './backoff.js';
import { userAgent } from './user-agent.js';

/** A moment: a Date, ms since the epoch, or anything `Date.parse` takes. */
export type Moment = Date | number | string;

/** Options of {@link streamEvents}. */
export interface StreamOptions<E extends EventEnvelope = RecentChange, S extends E = E> {
  /** How Wikimedia can reach you: an e-mail address, a URL, or `User:Name`. Required. */
  contact: string | undefined;
  /** Your program, as `name/version`. */
  client?: string;
  /** Base address of the service. Default `https://stream.wikimedia.org`. */
  url?: string;
  /** Names of public streams. Default `['recentchange']`. */
  streams?: readonly string[];
  /**
   * Checks and types an event. Default: every type of recent change when `streams` is
   * `['recentchange']`, else the envelope alone.
   */
  decode?: EventDecoder<E>;
  /** Which events to deliver. */
  filter?: Filter<E, S>;
  /** Where to begin when there is no state: history goes back a week or more. Default: now. */
  since?: Moment;
  /** Ends the stream with the last event of this moment: when every topic has gone past it. */
  until?: Moment;
  /**
   * How long topics that have not gone past `until` may be silent before the stream ends without
   * them, in ms: an idle topic's next event may be far away. Default 30,000.
   */
  untilQuietMs?: number;
  /** State of an earlier run, from {@link EventStream.state}. Wins over `since` and `lastEventId`. */
  state?: StreamState;
  /** A `Last-Event-ID` of some other client, to take over from. Wins over `since`. */
  lastEventId?: string;
  /** Ends the iteration quietly when aborted. */
  signal?: AbortSignal;
  /** Deliver Wikimedia's synthetic canary events too. Default false. */
  canaries?: boolean;
  /** How far to rewind when offsets do not hold, in ms. Default 10,000. */
  marginMs?: number;
  /** Bound on the ids remembered for a rewind, per topic-partition. Default 10,000. */
  recentLimit?: number;
  /** Bound on the size of one event, in bytes. Default 1 MiB. */
  maxFrameBytes?: number;
  /**
   * Silence after which a connection counts as dead, in ms: the server sends no heartbeats.
   * Default: 60,000 where recentchange is among the streams, else 20 minutes.
   */
  idleTimeoutMs?: number;
  /** Time a connection and the first byte of its answer may take, in ms. Default 30,000. */
  connectTimeoutMs?: number;
  /** Time the server has, on a resume, to send the event an offset points to, in ms. Default 10,000. */
  proofTimeoutMs?: number;
  /** Age from which on a cut is the server's routine, in ms. Default 14 minutes. */
  plannedCutMs?: number;
  /** How often to yield `progress` while nothing matches, in ms. Default 1,000. */
  progressMs?: number;
  backoff?: Partial<BackoffOptions>;
  /** An undici dispatcher, for proxies or tests. Default: one of its own, honouring `*_PROXY`. */
  dispatcher?: Dispatcher;
}

/** The options with every default filled in and every value checked. */
export interface ResolvedOptions<E extends EventEnvelope, S extends E> {
  readonly endpoint: string;
  readonly userAgent: string;
  readonly decode: EventDecoder<E>;
  readonly filter: Filter<E, S> | undefined;
  readonly since: number | undefined;
  readonly until: number;
  readonly untilQuietMs: number;
  readonly state: StreamState | undefined;
  readonly lastEventId: readonly LastEventIdEntry[] | undefined;
  readonly signal: AbortSignal | undefined;
  readonly canaries: boolean;
  readonly marginMs: number;
  readonly recent: { readonly windowMs: number; readonly limit: number };
  readonly maxFrameBytes: number;
  readonly idleTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly proofTimeoutMs: number;
  readonly plannedCutMs: number;
  readonly progressMs: number;
  readonly backoff: BackoffOptions;
  readonly dispatcher: Dispatcher | undefined;
}

/** @throws {OptionError | ContactMissingError | StreamStateError} for a value that cannot be used */
export function resolveOptions<E extends EventEnvelope, S extends E>(
  options: StreamOptions<E, S>,
): ResolvedOptions<E, S> {
  const streams = options.streams ?? ['recentchange'];
  const recentChanges = streams.includes('recentchange');
  const marginMs = duration('marginMs', options.marginMs ?? 10_000);
  const decode =
    options.decode ?? (recentChanges && streams.length === 1 ? decodeRecentChange : decodeEnvelope);
  return {
    endpoint: endpoint(options.url ?? 'https://stream.wikimedia.org', streams),
    userAgent: userAgent(options.contact, options.client),
    decode: decode as EventDecoder<E>,
    filter: options.filter,
    since: options.since === undefined ? undefined : moment('since', options.since),
    until: options.until === undefined ? Infinity : moment('until', options.until),
    untilQuietMs: duration('untilQuietMs', options.untilQuietMs ?? 30_000),
    state: options.state === undefined ? undefined : parseStreamState(options.state),
    lastEventId: options.lastEventId === undefined ? undefined : entries(options.lastEventId),
    signal: options.signal,
    canaries: options.canaries ?? false,
    marginMs,
    // Twice the margin: the latest time is not worked out for every event passed over.
    recent: {
      windowMs: 2 * marginMs,
      limit: positive('recentLimit', options.recentLimit ?? 10_000),
    },
    maxFrameBytes: positive('maxFrameBytes', options.maxFrameBytes ?? 1_048_576),
    idleTimeoutMs: duration(
      'idleTimeoutMs',
      options.idleTimeoutMs ?? (recentChanges ? 60_000 : 1_200_000),
    ),
    connectTimeoutMs: duration('connectTimeoutMs', options.connectTimeoutMs ?? 30_000),
    proofTimeoutMs: duration('proofTimeoutMs', options.proofTimeoutMs ?? 10_000),
    plannedCutMs: duration('plannedCutMs', options.plannedCutMs ?? 840_000),
    progressMs: duration('progressMs', options.progressMs ?? 1_000),
    backoff: waits({ ...DEFAULT_BACKOFF, ...options.backoff }),
    dispatcher: options.dispatcher,
  };
}

function endpoint(base: string, streams: readonly string[]): string {
  if (streams.length === 0) throw new OptionError('streams', 'names no stream');
  for (const name of streams) {
    if (!/^[\w.-]+$/.test(name)) {
      throw new OptionError('streams', `"${name.slice(0, 80)}" is not a stream name`);
    }
  }
  let url: URL;
  try {
    url = new URL(base);
  } catch (cause) {
    throw new OptionError('url', 'is not an address such as https://stream.wikimedia.org', {
      cause,
    });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new OptionError('url', 'must begin with http:// or https://');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/v2/stream/${streams.join(',')}`;
}

function positive(option: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new OptionError(option, 'must be a number above 0');
}

function duration(option: string, value: number): number {
  if (positive(option, value) <= LONGEST_WAIT_MS) return value;
  throw new OptionError(option, `must be at most ${LONGEST_WAIT_MS} ms, about 24 days`);
}

function waits(options: BackoffOptions): BackoffOptions {
  for (const [name, value] of Object.entries(options)) duration(`backoff.${name}`, value as number);
  return options;
}

function entries(id: string): readonly LastEventIdEntry[] {
  const parsed = parseServerId(id);
  if (parsed !== undefined) return parsed;
  throw new OptionError('lastEventId', 'is not an id of EventStreams: a JSON array of positions');
}

function moment(option: string, value: Moment): number {
  const at = value instanceof Date ? value.getTime() : new Date(value).getTime();
  if (Number.isNaN(at)) throw new OptionError(option, 'is not a moment that can be read');
  return at;
}
