import { setTimeout as delay } from 'node:timers/promises';
import { Acknowledgements, type Acknowledgeable } from '../cursor/acknowledgements.js';
import { seekTime, takeOver, toLastEventId } from '../cursor/last-event-id.js';
import type { Position } from '../cursor/position.js';
import type { StreamState } from '../cursor/state.js';
import type { EventEnvelope } from '../events/envelope.js';
import type { RecentChange } from '../events/recent-change.js';
import { OptionError, StreamRefusedError } from '../errors.js';
import { backoff, retryAfterMs } from './backoff.js';
import { IdleError, openConnection, type Connection } from './connection.js';
import { newStats, type DisconnectCause, type StreamItem, type StreamStats } from './items.js';
import { resolveOptions, type ResolvedOptions, type StreamOptions } from './options.js';
import { oneByOne } from './one-by-one.js';
import { judge } from './policy.js';
import { StreamReader } from './reader.js';

/** A stream of events, to be iterated once. */
export interface EventStream<E extends EventEnvelope> extends AsyncIterable<StreamItem<E>> {
  /**
   * The same items in the portions they arrive in, for consumers to whom a promise per item is dear:
   * some tens of thousands a second. To be used instead of iterating, not beside it.
   */
  batches(): AsyncIterable<readonly StreamItem<E>[]>;
  /**
   * Declares an item dealt with: the {@link state} moves on to it. Acknowledge every item of type
   * `event` and `invalid`, in their order; for the others it is optional.
   */
  acknowledge(item: Acknowledgeable): void;
  /** What to store and to hand to the next run as `state`. Never ahead of what was acknowledged. */
  readonly state: StreamState;
  /** Running totals. */
  readonly stats: Readonly<StreamStats>;
}

/** A connection that lived shorter makes the next attempt wait, whatever its end was called. */
const SHORT_LIVED_MS = 5_000;
/** What a refusal says is worth waiting for so long. */
const ERROR_TEXT_MS = 5_000;
/** The least first wait after a fault a server's `retry:` can bring about. */
const LEAST_RETRY_MS = 250;

/**
 * Reads Wikimedia EventStreams: events that pass the filter, and typed reports on the stream itself.
 *
 * The consumer sets the pace: while it does not ask for the next item, the socket is not read. The
 * stream reconnects by itself, goes on exactly where it was, and ends only by `signal`, by `until`,
 * or with an error.
 *
 * @throws {OptionError | ContactMissingError} at once, for options that cannot be used
 * @throws {StreamRefusedError} while iterating, when the server refuses for good
 *
 * @example
 * ```ts
 * const stream = streamEvents({ contact: 'me@example.org', filter: wikipediaArticles() });
 * for await (const item of stream) {
 *   if (item.type === 'event') console.log(item.event.title);
 *   stream.acknowledge(item);
 * }
 * ```
 */
export function streamEvents<E extends EventEnvelope = RecentChange, S extends E = E>(
  options: StreamOptions<E, S>,
): EventStream<S> {
  const resolved = resolveOptions(options);
  let current: Run<E, S> | undefined;
  const stats = newStats(() => current?.latestEventTime);
  const acknowledged = new Acknowledgements(resolved.recent, resolved.state);
  const run = () => {
    if (current) throw new OptionError('stream', 'can be iterated only once; make a new one');
    current = new Run<E, S>(resolved, stats);
    return current.batches();
  };
  return {
    stats,
    acknowledge: (item) => acknowledged.acknowledge(item),
    get state() {
      return acknowledged.state;
    },
    batches: run,
    [Symbol.asyncIterator]: () => oneByOne(run()),
  };
}

/** How a connection ended. */
interface Ending {
  readonly cause: DisconnectCause;
  readonly detail: string;
  readonly status?: number;
  readonly retryAfterMs?: number | undefined;
}

class Run<E extends EventEnvelope, S extends E> {
  readonly #options: ResolvedOptions<E, S>;
  readonly #stats: StreamStats;
  readonly #reader: StreamReader<E, S>;
  /** Attempts in a row that brought nothing. */
  #failures = 0;
  #connections = 0;
  #openedAt = 0;
  /** Where a stream without any position begins, in ms. */
  #since: number | undefined;
  /** Set when the server takes no cursor at all, until events have been read without one. */
  #sinceOnly = false;

  constructor(options: ResolvedOptions<E, S>, stats: StreamStats) {
    this.#options = options;
    this.#stats = stats;
    this.#reader = new StreamReader(options, stats, beginning(options));
    this.#since = options.since;
  }

  get latestEventTime(): number | undefined {
    return this.#reader.positions.latestEventTime(Date.now());
  }

  async *batches(): AsyncGenerator<readonly StreamItem<S>[], void, undefined> {
    const { signal } = this.#options;
    const reader = this.#reader;
    while (!signal?.aborted && !reader.finished) {
      const ending = yield* this.#connection();
      if (signal?.aborted || reader.finished) return;
      const retryInMs = this.#wait(ending);
      this.#stats.reconnects[ending.cause] += 1;
      const { cause, detail, status } = ending;
      yield [
        { type: 'disconnected', cause, detail, status, retryInMs, cursor: reader.positions.cursor },
      ];
      if (retryInMs > 0) await delay(retryInMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One connection, from the request to its end. */
  async *#connection(): AsyncGenerator<readonly StreamItem<S>[], Ending, undefined> {
    const { signal, endpoint } = this.#options;
    const target = this.#target();
    this.#openedAt = Date.now();
    let connection: Connection;
    try {
      connection = await openConnection({ ...this.#options, ...target }, signal);
    } catch (error) {
      return { cause: 'network', detail: `${endpoint}: ${describe(error)}` };
    }
    try {
      const refusal = await this.#examine(connection, target.lastEventId !== undefined);
      if (refusal) return refusal;
      const serverTime = Date.parse(connection.header('date') ?? '');
      const now = Number.isNaN(serverTime) ? Date.now() : serverTime;
      this.#since ??= now;
      this.#reader.beginConnection(now, target.since);
      this.#connections += 1;
      yield [
        { type: 'connected', connection: this.#connections, cursor: this.#reader.positions.cursor },
      ];
      return yield* this.#body(connection);
    } finally {
      await connection.close();
    }
  }

  async *#body(
    connection: Connection,
  ): AsyncGenerator<readonly StreamItem<S>[], Ending, undefined> {
    const { idleTimeoutMs, progressMs, proofTimeoutMs, signal } = this.#options;
    const reader = this.#reader;
    const { positions } = reader;
    const proofBy = Date.now() + proofTimeoutMs;
    let reportedAt = Date.now();
    for (;;) {
      const proofIn = positions.awaitsProof ? Math.max(1, proofBy - Date.now()) : Infinity;
      // Never without a look at the socket: what lies there may have waited for a slow consumer.
      const endIn = Math.max(1, reader.quietLeft(Date.now()));
      let chunk: Buffer | undefined;
      try {
        chunk = await connection.read(Math.min(idleTimeoutMs, proofIn, endIn));
      } catch (error) {
        if (error instanceof IdleError && endIn <= Math.min(idleTimeoutMs, proofIn)) {
          return this.#finish();
        }
        if (error instanceof IdleError && proofIn < idleTimeoutMs) return this.#disproved();
        return this.#broken(error);
      }
      if (chunk === undefined) return this.#closed();
      reader.push(chunk);
      const items = reader.take();
      if (items.length > 0) {
        yield items;
        reportedAt = Date.now();
      } else if (positions.moved && Date.now() - reportedAt >= progressMs) {
        reportedAt = Date.now();
        yield [{ type: 'progress', cursor: positions.cursor }];
      }
      if (reader.readHere > 0) this.#failures = 0;
      // What was read has offsets now: the next connection may be asked for these again.
      if (this.#sinceOnly && positions.cursor.some(hasOffset)) this.#sinceOnly = false;
      if (positions.offsetsFailed) return this.#disproved();
      if (proofIn < Infinity && Date.now() >= proofBy && positions.awaitsProof)
        return this.#disproved();
      if (reader.finished || signal?.aborted) return FINISHED;
    }
  }

  /** The topics that have not gone past `until` have been silent for long enough. */
  #finish(): Ending {
    this.#reader.finished = true;
    return FINISHED;
  }

  /** Where to ask the server to begin. */
  #target(): { url: string; since: number | undefined; lastEventId: string | undefined } {
    const { endpoint, marginMs } = this.#options;
    const { cursor } = this.#reader.positions;
    if (cursor.length > 0 && !this.#sinceOnly) {
      return { url: endpoint, since: undefined, lastEventId: toLastEventId(cursor, marginMs) };
    }
    // One moment for all topics: the reader passes over what each of them does not need.
    const earliest = Math.min(...cursor.map((position) => seekTime(position, marginMs)));
    const since = cursor.length > 0 ? earliest : this.#since;
    const query =
      since === undefined ? '' : `?since=${encodeURIComponent(new Date(since).toISOString())}`;
    return { url: `${endpoint}${query}`, since, lastEventId: undefined };
  }

  /** Applies the policy for the status. Undefined when the stream may be read. */
  async #examine(connection: Connection, withCursor: boolean): Promise<Ending | undefined> {
    const { status } = connection;
    const contentType = connection.header('content-type') ?? '';
    const { endpoint: url, connectTimeoutMs } = this.#options;
    const body =
      status === 200 ? '' : await connection.text(Math.min(connectTimeoutMs, ERROR_TEXT_MS));
    const location = connection.header('location');
    const verdict = judge({ status, contentType, body, location, withCursor, url });
    switch (verdict.kind) {
      case 'accepted':
        return undefined;
      case 'refused':
        throw new StreamRefusedError(verdict.message, status);
      case 'cursor-rejected':
        this.#loosenCursor();
        return { cause: 'cursor-rejected', status, detail: `${status} ${body}`.trim() };
      case 'retry': {
        if (verdict.cause === 'protocol' && this.#connections === 0 && this.#failures >= 2) {
          throw new StreamRefusedError(
            `${url} answers with ${contentType || 'no content type'}, not with an event stream; check "url"`,
          );
        }
        const detail =
          verdict.cause === 'protocol' ? `content type ${contentType}` : `${status} ${body}`.trim();
        const after = retryAfterMs(connection.header('retry-after'), Date.now());
        return { cause: verdict.cause, status, detail, retryAfterMs: after };
      }
    }
  }

  /** Offsets first, then timestamps, then `since`; each step is less exact and repeats more. */
  #loosenCursor(): void {
    const { positions } = this.#reader;
    if (positions.cursor.some(hasOffset)) positions.forgetOffsets();
    else this.#sinceOnly = true;
  }

  /** The event an offset points to was not sent, or is another one. */
  #disproved(): Ending {
    this.#reader.positions.forgetUnprovenOffsets();
    return {
      cause: 'offsets-do-not-hold',
      detail: 'the offsets of the cursor do not hold here; going on by timestamps',
    };
  }

  #broken(error: unknown): Ending {
    if (error instanceof IdleError) {
      const seconds = Math.round(this.#options.idleTimeoutMs / 1_000);
      return { cause: 'idle', detail: `nothing arrived for ${seconds} s` };
    }
    if (this.#age() >= this.#options.plannedCutMs) return this.#closed();
    return { cause: 'network', detail: describe(error) };
  }

  #closed(): Ending {
    const { readHere, isTorn } = this.#reader;
    const seconds = Math.round(this.#age() / 1_000);
    const detail = `closed by the server after ${seconds} s`;
    if (this.#age() >= this.#options.plannedCutMs) return { cause: 'planned', detail };
    if (isTorn) return { cause: 'network', detail: `${detail}, in mid-frame` };
    if (readHere === 0) return { cause: 'network', detail: `${detail}, before any event` };
    return { cause: 'planned', detail };
  }

  #age(): number {
    return Date.now() - this.#openedAt;
  }

  /** How long to wait before the next attempt. */
  #wait(ending: Ending): number {
    const { initialMs, maxMs, rateLimitedMs } = this.#options.backoff;
    const { retryMs } = this.#reader;
    // Whatever the server allows, a fault that repeats must not become a flood of requests.
    const least = Math.min(initialMs, LEAST_RETRY_MS);
    const base = retryMs === undefined ? initialMs : Math.max(retryMs, least);
    const asked = ending.retryAfterMs ?? 0;
    switch (ending.cause) {
      case 'offsets-do-not-hold':
      case 'cursor-rejected':
        // Each of these happens a bounded number of times before something else does.
        return 0;
      case 'planned':
        if (this.#reader.readHere > 0 && this.#age() >= SHORT_LIVED_MS) return 0;
        return backoff(this.#failures++, base, maxMs);
      case 'rate-limited':
        // Twice, because the jitter takes up to half of it away.
        return Math.max(
          asked,
          backoff(this.#failures++, 2 * rateLimitedMs, Math.max(maxMs, 10 * rateLimitedMs)),
        );
      default:
        return Math.max(asked, backoff(this.#failures++, base, maxMs));
    }
  }
}

const FINISHED: Ending = { cause: 'planned', detail: 'finished' };

const hasOffset = ({ offset }: Position): boolean => offset !== undefined;

/** Where to begin: behind an earlier run, or else where another client was. */
function beginning<E extends EventEnvelope, S extends E>({
  state,
  lastEventId,
}: ResolvedOptions<E, S>): StreamState | undefined {
  if (state && state.partitions.length > 0) return state;
  if (lastEventId === undefined) return undefined;
  const partitions = takeOver(lastEventId, Date.now());
  return { version: 1, partitions: partitions.map((position) => ({ ...position, recent: [] })) };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
  const nested = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${code}${error.message}${nested}`;
}
