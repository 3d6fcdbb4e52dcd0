import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RecentChange } from '../events/recent-change.js';
import { change, CODFW, EQIAD } from './events.js';

interface Stored {
  readonly topic: string;
  readonly timestamp: number;
  readonly order: number;
  /** Index in its topic; the offset is this and the cluster's base. */
  readonly index: number;
  readonly event: RecentChange;
}

/** A request as the server saw it. */
export interface SeenRequest {
  readonly path: string;
  readonly lastEventId:
    { topic: string; partition: number; offset?: number; timestamp?: number }[] | undefined;
  readonly since: string | null;
  readonly userAgent: string | undefined;
  /** Streams open when it came, itself not counted. */
  readonly openBefore: number;
}

/** What to do with one connection; the default sends everything and stays open. */
export interface Script {
  /** Answer with this instead of a stream. */
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** End after this many events: cleanly, or torn in the middle of the next frame. */
  cutAfter?: number;
  torn?: boolean;
  /** Refuse a `Last-Event-ID` that has offsets, or any. */
  reject?: 'offsets' | 'any';
  /** Bytes to send before the first event. */
  preamble?: string;
  /** Send the headers and the body of `status`, and never end. */
  stalled?: boolean;
}

/**
 * EventStreams in small, after KafkaSSE: positions by offset or timestamp, exactly one of the two
 * per entry, entries with both dropped, an offset out of range meaning "from now on".
 */
export class FakeEventStreams {
  readonly requests: SeenRequest[] = [];
  readonly scripts: Script[] = [];
  /** Added to every offset: another datacentre's cluster numbers the same events differently. */
  base = 0;
  /**
   * Topics read to their end before the others, in this order; the rest is read as it was appended.
   * A Kafka consumer keeps no order across topics, so a client has to bear with any.
   */
  readFirst: readonly string[] = [];
  readonly #log = new Map<string, Stored[]>([
    [EQIAD, []],
    [CODFW, []],
  ]);
  readonly #appended = new Map<string, number>();
  #order = 0;
  readonly #open = new Set<{ wake: () => void; end: () => void }>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.endAll();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get open(): number {
    return this.#open.size;
  }

  /** Appends events to their topics. */
  append(...events: readonly RecentChange[]): void {
    for (const event of events) {
      const topic = event.meta.topic ?? EQIAD;
      const log = this.#log.get(topic) ?? [];
      this.#order += 1;
      log.push({
        topic,
        timestamp: Date.parse(event.meta.dt),
        order: this.#order,
        index: this.#appended.get(topic) ?? 0,
        event,
      });
      this.#log.set(topic, log);
      this.#appended.set(topic, (this.#appended.get(topic) ?? 0) + 1);
    }
    for (const connection of this.#open) connection.wake();
  }

  /** Deletes the oldest events of a topic, as retention does. */
  forget(topic: string, count: number): void {
    this.#log.get(topic)?.splice(0, count);
  }

  /** Closes every open stream cleanly, as the edge does after 15 minutes. */
  endAll(): void {
    for (const connection of this.#open) connection.end();
  }

  #rank(topic: string): number {
    const rank = this.readFirst.indexOf(topic);
    return rank === -1 ? this.readFirst.length : rank;
  }

  #offset(stored: Stored): number {
    return this.base + stored.index;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const script = this.scripts.shift() ?? {};
    const header = request.headers['last-event-id'];
    const lastEventId =
      typeof header === 'string' ? (JSON.parse(header) as SeenRequest['lastEventId']) : undefined;
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const since = searchParams.get('since');
    const userAgent = request.headers['user-agent'];
    this.requests.push({ path, lastEventId, since, userAgent, openBefore: this.#open.size });
    const rejected =
      lastEventId !== undefined &&
      (script.reject === 'any' ||
        (script.reject === 'offsets' && lastEventId.some((entry) => entry.offset !== undefined)));
    if (script.status !== undefined || rejected) {
      response.writeHead(script.status ?? 400, { 'content-type': 'text/plain', ...script.headers });
      if (script.stalled) response.write(script.body ?? '');
      else response.end(script.body ?? '');
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      ...script.headers,
    });
    response.write(script.preamble ?? ':ok\n\n');
    await this.#stream(response, this.#start(lastEventId, since), script);
  }

  /** First index to send per topic. */
  #start(entries: SeenRequest['lastEventId'], since: string | null): Map<string, number> {
    const next = new Map<string, number>();
    const seek = (log: readonly Stored[], timestamp: number): number => {
      const found = log.find((stored) => stored.timestamp >= timestamp);
      return found?.index ?? (log.at(-1)?.index ?? -1) + 1;
    };
    const end = (log: readonly Stored[]): number => (log.at(-1)?.index ?? -1) + 1;
    if (entries === undefined) {
      for (const [topic, log] of this.#log) {
        next.set(topic, since === null ? end(log) : seek(log, Date.parse(since)));
      }
      return next;
    }
    const byTime = entries.some((entry) => entry.offset === undefined);
    for (const { topic, offset, timestamp } of entries) {
      const log = this.#log.get(topic);
      if (log === undefined) continue;
      if (offset !== undefined && timestamp !== undefined && byTime) continue;
      if (offset === undefined) next.set(topic, seek(log, timestamp ?? 0));
      else {
        const index = offset - this.base;
        const inRange = index >= (log[0]?.index ?? 0) && index <= end(log);
        next.set(topic, offset === -1 || !inRange ? end(log) : index);
      }
    }
    return next;
  }

  async #stream(
    response: ServerResponse,
    next: Map<string, number>,
    script: Script,
  ): Promise<void> {
    let wake: () => void = () => undefined;
    let ended = false;
    const connection = {
      wake: () => wake(),
      end: () => {
        ended = true;
        wake();
      },
    };
    this.#open.add(connection);
    response.on('close', () => {
      this.#open.delete(connection);
      ended = true;
      wake();
    });
    const ids = new Map(
      [...next].map(
        ([topic, index]) =>
          [topic, { topic, partition: 0, offset: index === 0 ? -1 : this.base + index }] as [
            string,
            object,
          ],
      ),
    );
    let sent = 0;
    while (!ended) {
      const [stored] = [...next]
        .flatMap(([topic, index]) => {
          const log = this.#log.get(topic) ?? [];
          return log[Math.max(0, index - (log[0]?.index ?? 0))] ?? [];
        })
        .sort((a, b) => this.#rank(a.topic) - this.#rank(b.topic) || a.order - b.order);
      if (stored === undefined) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      next.set(stored.topic, stored.index + 1);
      ids.set(stored.topic, { topic: stored.topic, partition: 0, timestamp: stored.timestamp + 1 });
      const { meta } = stored.event;
      const event = { ...stored.event, meta: { ...meta, offset: this.#offset(stored) } };
      const frame = `event: message\nid: ${JSON.stringify([...ids.values()])}\ndata: ${JSON.stringify(event)}\n\n`;
      if (script.cutAfter === sent) {
        if (script.torn) {
          response.write(frame.slice(0, frame.length / 2), () => response.destroy());
        } else response.end();
        return;
      }
      sent += 1;
      if (!response.write(frame)) {
        await new Promise<void>((resolve) => {
          const go = (): void => {
            response.off('drain', go).off('close', go);
            resolve();
          };
          response.on('drain', go).on('close', go);
        });
      }
    }
    response.end();
  }
}

/** A run of ordinary events. */
export const changes = (from: number, to: number): RecentChange[] =>
  Array.from({ length: to - from + 1 }, (_, i) => change(from + i));
