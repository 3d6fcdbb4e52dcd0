import { request, type Dispatcher } from 'undici';
import { newDispatcher } from './dispatcher.js';

/** What to ask the server for. */
export interface ConnectionRequest {
  readonly url: string;
  readonly userAgent: string;
  readonly lastEventId: string | undefined;
  readonly connectTimeoutMs: number;
  readonly dispatcher: Dispatcher | undefined;
}

/** An answer with its body still to be read, chunk by chunk, at the reader's pace. */
export interface Connection {
  readonly status: number;
  header(name: string): string | undefined;
  /** The next chunk, or undefined at the end. Rejects when the connection breaks. */
  read(idleTimeoutMs: number): Promise<Buffer | undefined>;
  /** The beginning of the body as text, for messages: as much of it as comes in time. */
  text(withinMs: number): Promise<string>;
  /** Closes the socket and waits until it is closed: the server counts connections per client. */
  close(): Promise<void>;
}

/** Thrown by {@link Connection.read} when nothing arrived in time. */
export class IdleError extends Error {}

const MAX_TEXT = 500;

/** Opens a connection. Nothing is read from the socket before {@link Connection.read} asks. */
export async function openConnection(
  { url, userAgent, lastEventId, connectTimeoutMs, dispatcher }: ConnectionRequest,
  signal: AbortSignal | undefined,
): Promise<Connection> {
  const own = dispatcher === undefined ? newDispatcher(connectTimeoutMs) : undefined;
  const via = dispatcher ?? own;
  try {
    const { statusCode, headers, body } = await request(url, {
      ...(via === undefined ? {} : { dispatcher: via }),
      headers: {
        accept: 'text/event-stream',
        'user-agent': userAgent,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      headersTimeout: connectTimeoutMs,
      bodyTimeout: 0,
      ...(signal ? { signal } : {}),
    });
    // A body that breaks before anyone reads it must not bring the process down.
    body.on('error', () => undefined);
    const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
    return {
      status: statusCode,
      header: (name) => {
        const value = headers[name];
        return Array.isArray(value) ? value[0] : value;
      },
      read: (idleTimeoutMs) => readChunk(chunks, idleTimeoutMs),
      text: async (withinMs) => {
        const deadline = Date.now() + withinMs;
        let text = '';
        try {
          while (text.length <= MAX_TEXT) {
            const chunk = await readChunk(chunks, Math.max(1, deadline - Date.now()));
            if (chunk === undefined) break;
            text += String(chunk);
          }
        } catch {
          // A message that breaks off, or never ends, is shown as far as it came.
        }
        return text.replace(/\s+/g, ' ').trim().slice(0, MAX_TEXT);
      },
      close: async () => {
        body.destroy();
        await own?.destroy();
      },
    };
  } catch (error) {
    await own?.destroy();
    throw error;
  }
}

async function readChunk(
  chunks: AsyncIterator<Buffer, undefined>,
  idleTimeoutMs: number,
): Promise<Buffer | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new IdleError()), idleTimeoutMs);
  });
  try {
    const { value } = await Promise.race([chunks.next(), idle]);
    return value;
  } finally {
    clearTimeout(timer);
  }
}
