import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTick, setTimeout as delay } from 'node:timers/promises';
import type { EventLog, StoredEvent } from '../log/event-log.js';
import type { Assignment } from '../protocol/assignments.js';
import { MessageIds, opening, type Framing } from '../protocol/frames.js';
import { Chunk } from './chunk.js';
import type { Fault } from './faults.js';
import type { ReadOrderName } from './read-order.js';
import { Reader } from './reader.js';
import type { SimulatorStats } from './stats.js';

const CHUNK_BYTES = 65_536;

/** When and how an open stream ends. */
export type End =
  /** The body is completed, as the edge does with every connection after some minutes. */
  | 'clean'
  /** The connection breaks in the middle of a frame. */
  | 'torn';

export interface ConnectionOptions {
  readonly log: EventLog;
  readonly response: ServerResponse;
  readonly assignments: readonly Assignment[];
  readonly framing: Framing;
  readonly idsByTimestamp: boolean;
  readonly readOrder: ReadOrderName;
  /** Added to every offset: how the answering cluster's numbering differs from the log's. */
  readonly offsetShift: number;
  readonly fault: Fault | undefined;
  readonly stats: SimulatorStats;
  /** Called whenever events were sent. */
  readonly onProgress: (sequence: number) => void;
}

/** One open stream. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #chunk = new Chunk(CHUNK_BYTES);
  readonly #reader: Reader;
  readonly #ids: MessageIds;
  readonly #closed = new AbortController();
  #sent = 0;
  #bytes = 0;
  #end: End | undefined;
  #missed = 0;
  #wake = () => {};

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { log, assignments, offsetShift, idsByTimestamp, readOrder, response } = options;
    this.#reader = new Reader(log, assignments, offsetShift, readOrder);
    this.#ids = new MessageIds(assignments, idsByTimestamp);
    response.on('close', () => this.#closed.abort());
    this.#closed.signal.addEventListener('abort', () => this.#wake());
  }

  /** Ends the stream at the next frame. */
  end(how: End): void {
    this.#end = how;
    this.#closed.abort();
  }

  /** Sends a comment, which clients ignore. */
  comment(): void {
    if (this.#options.framing === 'sse' && !this.#closed.signal.aborted) {
      this.#options.response.write(':heartbeat\n\n');
    }
  }

  /** Sends events until the stream is ended, from here or by the client. */
  async run(): Promise<void> {
    const { log, response, framing, fault, onProgress } = this.#options;
    this.#chunk.ascii(opening(framing));
    await this.#write();
    for (;;) {
      if (this.#closed.signal.aborted) break;
      const arrival = log.arrival;
      if (fault?.kind !== 'silent') this.#fill();
      if (this.#chunk.length > 0) {
        await this.#write();
        onProgress(this.#reader.sequence);
        // The log's feeder and the other connections have their turn.
        await nextTick();
      } else {
        await new Promise<void>((wake) => {
          this.#wake = wake;
          void arrival.then(wake);
        });
      }
    }
    if (response.destroyed) return;
    this.#options.stats.cuts += 1;
    if (this.#end === 'torn') this.#tear();
    else response.end();
  }

  #fill(): void {
    const { fault, stats } = this.#options;
    const limit = fault?.kind === 'slow' ? 1 : CHUNK_BYTES - 4096;
    while (this.#chunk.length < limit) {
      const event = this.#reader.next();
      if (!event) break;
      if (fault?.kind === 'garbage' && this.#sent === (fault.beforeEvent ?? 10)) this.#garbage();
      if (fault?.kind === 'huge' && this.#sent === (fault.beforeEvent ?? 10))
        this.#huge(fault.bytes);
      this.#frame(event);
      this.#sent += 1;
      stats.sent += 1;
    }
    stats.missed += this.#reader.missed - this.#missed;
    this.#missed = this.#reader.missed;
  }

  #frame(event: StoredEvent): void {
    const { framing, offsetShift } = this.#options;
    const data = offsetShift === 0 ? event.data : renumbered(event, offsetShift);
    if (framing === 'sse') {
      const id = this.#ids.next(event, event.offset + offsetShift);
      this.#chunk.ascii(`event: message\nid: ${id}\ndata: `);
      this.#chunk.bytes(data);
      this.#chunk.ascii('\n\n');
    } else {
      this.#chunk.bytes(data);
      this.#chunk.ascii('\n');
    }
  }

  #garbage(): void {
    this.#chunk.ascii(
      this.#options.framing === 'sse'
        ? 'event: message\ndata: {"meta":{"dt":"2026-\n\n'
        : '{"meta":{"dt":"2026-\n',
    );
  }

  #huge(bytes: number): void {
    if (this.#options.framing === 'sse') this.#chunk.ascii('event: message\ndata: ');
    this.#chunk.bytes(Buffer.alloc(bytes, 'x'));
    this.#chunk.ascii('\n\n');
  }

  /** Writes what the chunk holds and waits until the socket takes more. */
  async #write(): Promise<void> {
    const { response, fault, stats } = this.#options;
    let bytes = this.#chunk.take();
    if (fault?.kind === 'cut' && this.#bytes + bytes.length >= fault.afterBytes) {
      bytes = bytes.subarray(0, Math.max(0, fault.afterBytes - this.#bytes));
      response.write(bytes);
      this.#bytes += bytes.length;
      stats.bytes += bytes.length;
      stats.cuts += 1;
      closeSoon(response);
      this.#closed.abort();
      return;
    }
    this.#bytes += bytes.length;
    stats.bytes += bytes.length;
    const { signal } = this.#closed;
    if (!response.write(bytes) && !signal.aborted) {
      await once(response, 'drain', { signal }).catch(ignoreAbort);
    }
    if (fault?.kind === 'slow') {
      const pause = (bytes.length / fault.bytesPerSecond) * 1000;
      await delay(pause, undefined, { signal }).catch(ignoreAbort);
    }
  }

  #tear(): void {
    const { response, stats } = this.#options;
    // Half of the next frame where there is one; else a frame that only begins.
    const event = this.#reader.next();
    if (event) this.#frame(event);
    else this.#chunk.ascii('event: message\nid: [{"topic":"eqiad.me');
    const frame = this.#chunk.take();
    const half = frame.subarray(0, Math.ceil(frame.length / 2));
    stats.bytes += half.length;
    response.write(half);
    closeSoon(response);
  }
}

/** Breaks the connection behind what was written, without the end of the body. */
function closeSoon(response: ServerResponse): void {
  response.socket?.destroySoon();
}

/** The event as another cluster numbers it. */
function renumbered({ data, offset }: StoredEvent, shift: number): Buffer {
  const event = JSON.parse(data.toString()) as { meta: { offset: number } };
  event.meta.offset = offset + shift;
  return Buffer.from(JSON.stringify(event));
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
