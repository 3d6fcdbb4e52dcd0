import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { Readable } from 'node:stream';
import { ReplayError } from '../errors.js';
import { asWireEvent, type WireEvent } from '../log/wire-event.js';

/** An event of a file, with its JSON as it stands there. */
export interface RecordedEvent {
  readonly event: WireEvent;
  readonly line: Buffer;
}

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/**
 * Reads events from an NDJSON file, plain or gzip (told by its first bytes). Lines of an SSE dump
 * are understood: `data:` carries an event, other fields, comments and empty lines are passed over.
 * @throws ReplayError
 */
export async function* readEvents(file: string): AsyncGenerator<RecordedEvent> {
  let number = 0;
  try {
    for await (const raw of lines(file)) {
      number += 1;
      const line = payload(raw);
      if (!line) continue;
      let value: unknown;
      try {
        value = JSON.parse(line.toString());
      } catch (cause) {
        throw new ReplayError(file, number, 'not JSON', { cause });
      }
      const event = asWireEvent(value);
      if (!event)
        throw new ReplayError(file, number, 'no event: meta.dt or meta.stream is missing');
      yield { event, line };
    }
  } catch (error) {
    if (error instanceof ReplayError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ReplayError(file, undefined, reason, { cause: error });
  }
}

function payload(line: Buffer): Buffer | undefined {
  if (line.length === 0 || line[0] === 0x3a) return undefined;
  if (line[0] === 0x7b) return line;
  const text = line.subarray(0, 8).toString('latin1');
  if (text.startsWith('data:')) return line.subarray(text.startsWith('data: ') ? 6 : 5);
  return /^(event|id|retry)(:|$)/.test(text) ? undefined : line;
}

async function* lines(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of (await source(file)) as AsyncIterable<Buffer>) {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end < 0) break;
      const tail = chunk.subarray(start, end);
      yield chomp(rest.length === 0 ? Buffer.from(tail) : Buffer.concat([...rest, tail]));
      rest = [];
      restBytes = 0;
      start = end + 1;
    }
    if (start < chunk.length) {
      rest.push(chunk.subarray(start));
      restBytes += chunk.length - start;
      if (restBytes > MAX_LINE_BYTES)
        throw new Error(`a line is longer than ${MAX_LINE_BYTES} bytes`);
    }
  }
  if (rest.length > 0) yield chomp(Buffer.concat(rest));
}

function chomp(line: Buffer): Buffer {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}

async function source(file: string): Promise<Readable> {
  const handle = await open(file);
  const magic = Buffer.alloc(2);
  try {
    await handle.read(magic, 0, 2, 0);
  } finally {
    await handle.close();
  }
  const plain = createReadStream(file, { highWaterMark: 1 << 18 });
  if (magic[0] !== 0x1f || magic[1] !== 0x8b) return plain;
  const unzipped = createGunzip({ chunkSize: 1 << 18 });
  plain.on('error', (error) => unzipped.destroy(error));
  return plain.pipe(unzipped);
}
