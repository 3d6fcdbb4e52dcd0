import {
  getLines,
  getMessages,
  type EventSourceMessage,
} from '@microsoft/fetch-event-source/lib/cjs/parse.js';

/** A frame as the SSE grammar reads it. */
export interface ParsedFrame {
  /** Event type; empty means `message`. */
  readonly event: string;
  readonly data: string;
  readonly id: string;
  /** Reconnection delay the server asks for, in ms. */
  readonly retry: number | undefined;
}

const END_OF_FRAME = Buffer.from('\n\n');

/**
 * Parses one frame of any shape with the parser of `@microsoft/fetch-event-source`.
 *
 * Only its parser: the client around it waits for no consumer, resolves when the server closes,
 * leaves the old request open when it retries, and wants a browser's `window` and `document`.
 * Giving it one whole, bounded frame at a time also spares its quadratic line buffer.
 */
export function parseFrame(bytes: Buffer, start: number, end: number): ParsedFrame {
  let frame: EventSourceMessage = { event: '', data: '', id: '' };
  const push = getLines(
    getMessages(
      () => undefined,
      () => undefined,
      (message) => {
        frame = message;
      },
    ),
  );
  push(Buffer.concat([bytes.subarray(start, end), END_OF_FRAME]));
  return { event: frame.event, data: frame.data, id: frame.id, retry: frame.retry };
}
