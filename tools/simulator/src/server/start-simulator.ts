import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventLog, type Datacentre } from '../log/event-log.js';
import type { WireEvent } from '../log/wire-event.js';
import {
  checkTopics,
  parseLastEventId,
  parseSince,
  resolveAssignments,
  type Assignment,
} from '../protocol/assignments.js';
import { Refusal } from '../protocol/refusal.js';
import { topicsOfStreams } from '../protocol/streams.js';
import { Connection, type End } from './connection.js';
import type { Fault } from './faults.js';
import { generate, replay, type Feed } from './feed.js';
import type { SimulatorOptions } from './options.js';
import { noStats, type SimulatorStats } from './stats.js';

/** A running simulator. */
export interface Simulator {
  /** Base address: `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly stats: Readonly<SimulatorStats>;
  /**
   * Settles when a replay has no more events: resolves, or rejects with a ReplayError. Never settles
   * for generated events and loops, resolves at once when there is nothing to feed from.
   */
  readonly fed: Promise<void>;
  /** Appends events, as if they happened now. */
  append(...events: readonly WireEvent[]): void;
  /** Ends all open streams: completed bodies, or (default) connections broken in mid-frame. */
  cutConnections(end?: End): void;
  /** The next connections meet these faults, one each. */
  failNext(...faults: readonly Fault[]): void;
  /** New events without a topic of their own happen in this datacentre, whose topic they go to. */
  moveEditsTo(datacentre: Datacentre): void;
  /**
   * Ends all streams; from now on another Kafka cluster answers, in which all events have offsets
   * larger by `offsetShift` than in the first.
   */
  answerFromOtherCluster(offsetShift: number): void;
  /** Ends all streams and closes the server. */
  stop(): Promise<void>;
}

const DEFAULTS = {
  historyEvents: 1_000_000,
  historyBytes: 512 * 1024 * 1024,
  lookahead: 20_000,
  retryAfterSeconds: 1,
};
const STREAM_PATH = /^\/v2\/stream\/([^/]+)$/;

/** Starts a server that speaks like stream.wikimedia.org. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const log = new EventLog({
    maxEvents: options.historyEvents ?? DEFAULTS.historyEvents,
    maxBytes: options.historyBytes ?? DEFAULTS.historyBytes,
    holeEvery: options.holeEvery ?? 0,
  });
  const stats = noStats();
  const open = new Set<Connection>();
  const openByClient = new Map<string, number>();
  const faults: Fault[] = [];
  const stopping = new AbortController();
  const lookahead = Math.min(
    options.lookahead ?? DEFAULTS.lookahead,
    Math.ceil((options.historyEvents ?? DEFAULTS.historyEvents) / 2),
  );
  let offsetShift = 0;
  let requests = 0;
  /** Foremost event any client was sent. */
  let foremost = 0;
  let makeRoom = () => {};

  const append = (event: WireEvent, line?: Buffer) => {
    log.append(event, line);
    stats.appended += 1;
  };
  for (const event of options.events ?? []) append(event);

  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  const { address, port, family } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;

  const timer =
    options.heartbeatMs === undefined
      ? undefined
      : setInterval(() => {
          for (const connection of open) connection.comment();
        }, options.heartbeatMs);

  const feed: Feed = {
    append,
    signal: stopping.signal,
    room: async () => {
      while (stats.appended - foremost >= lookahead && !stopping.signal.aborted) {
        await new Promise<void>((resolve) => (makeRoom = resolve));
      }
    },
  };
  const fed = run(feed).catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  // A caller that does not care must not be ended by it.
  fed.catch(() => {});
  options.signal?.addEventListener('abort', () => void stop(), { once: true });

  return {
    url,
    stats,
    fed,
    append: (...events) => events.forEach((event) => append(event)),
    cutConnections,
    failNext: (...next) => void faults.push(...next),
    moveEditsTo: (datacentre) => (log.datacentre = datacentre),
    answerFromOtherCluster: (shift) => {
      offsetShift = shift;
      cutConnections('clean');
    },
    stop,
  };

  async function run(feed: Feed): Promise<void> {
    if (options.replay) {
      await replay(options.replay, feed);
      if (options.replay.atEnd === 'close') {
        while (stats.open > 0 && foremost < stats.appended) {
          await new Promise<void>((resolve) => (makeRoom = resolve));
        }
        cutConnections('clean');
      }
    }
    if (options.generate) await generate(options.generate, feed);
  }

  function cutConnections(end: End = 'torn'): void {
    for (const connection of open) connection.end(end);
  }

  async function stop(): Promise<void> {
    stopping.abort();
    makeRoom();
    clearInterval(timer);
    const closed = server.listening ? once(server, 'close') : undefined;
    server.close();
    cutConnections('clean');
    server.closeIdleConnections();
    // Clients that no longer read are not waited for.
    setTimeout(() => server.closeAllConnections(), 200).unref();
    await closed;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests += 1;
    const fault =
      faults.shift() ?? options.faults?.find(({ every }) => requests % every === 0)?.fault;
    if (fault?.kind === 'hang') return;
    let assignments: Assignment[];
    const client = clientOf(request);
    try {
      if (fault?.kind === 'status') {
        throw new Refusal(fault.status, { detail: fault.body ?? 'injected' }, fault.headers);
      }
      assignments = accept(request, client);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      stats.refused += 1;
      response.writeHead(error.status, {
        'content-type': 'application/json; charset=utf-8',
        ...error.headers,
      });
      response.end(`${JSON.stringify(error.body)}\n`);
      return;
    }
    const framing = request.headers.accept?.startsWith('application/json') ? 'ndjson' : 'sse';
    const mime = framing === 'ndjson' ? 'application/json' : 'text/event-stream';
    response.writeHead(200, {
      'content-type': `${mime}; charset=utf-8`,
      'cache-control': 'no-cache',
      'access-control-allow-origin': '*',
    });
    const cut = options.cutAfterBytes;
    const connection = new Connection({
      log,
      response,
      assignments,
      framing,
      idsByTimestamp: options.ids !== 'offset',
      readOrder: options.readOrder ?? 'arrival',
      offsetShift,
      fault: fault ?? (cut === undefined ? undefined : { kind: 'cut', afterBytes: cut }),
      stats,
      onProgress: (sequence) => {
        foremost = Math.max(foremost, sequence);
        makeRoom();
      },
    });
    const planned =
      options.endAfterMs === undefined
        ? undefined
        : setTimeout(() => connection.end('clean'), options.endAfterMs);
    open.add(connection);
    openByClient.set(client, (openByClient.get(client) ?? 0) + 1);
    stats.connections += 1;
    stats.open = open.size;
    response.once('close', () => {
      clearTimeout(planned);
      open.delete(connection);
      const left = (openByClient.get(client) ?? 1) - 1;
      if (left > 0) openByClient.set(client, left);
      else openByClient.delete(client);
      stats.open = open.size;
      makeRoom();
    });
    await connection.run();
  }

  /** Positions a request asks for, checked in the service's order. */
  function accept(request: IncomingMessage, client: string): Assignment[] {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if ((options.requireUserAgent ?? true) && !request.headers['user-agent']?.trim()) {
      throw new Refusal(403, {
        title: 'Forbidden',
        detail: 'Please set a user-agent and respect the robot policy.',
      });
    }
    const path = STREAM_PATH.exec(pathname)?.[1];
    if (path === undefined || request.method !== 'GET') {
      throw new Refusal(404, { type: 'not_found', title: 'Not found.', uri: pathname });
    }
    if ((openByClient.get(client) ?? 0) >= (options.connectionsPerClient ?? Infinity)) {
      const seconds = options.retryAfterSeconds ?? DEFAULTS.retryAfterSeconds;
      throw new Refusal(
        429,
        {
          type: 'too_many_requests',
          title: 'Too Many Concurrent Connections From Your Client IP',
          detail: 'Your HTTP client is likely opening too many concurrent connections.',
        },
        { 'retry-after': String(seconds) },
      );
    }
    const topics = topicsOfStreams(decodeURIComponent(path));
    const since = parseSince(searchParams.get('since'));
    const header = request.headers['last-event-id'];
    const entries = header === undefined ? topics : parseLastEventId(String(header));
    checkTopics(entries, topics);
    return resolveAssignments(entries, since, (topic, time) => {
      const offset = log.offsetForTime(topic, time);
      return offset === undefined ? undefined : offset + offsetShift;
    });
  }
}

const clientOf = (request: IncomingMessage): string => {
  const given = request.headers['x-client-ip'];
  return typeof given === 'string' ? given : (request.socket.remoteAddress ?? 'unknown');
};
