const KEEP_ALIVE = new TextEncoder().encode(': alive\n\n');

/**
 * A body of server-sent events that keeps no queue: of each kind of event, a reader who is slow is
 * sent the latest only.
 */
export class EventStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #waiting = new Map<string, Uint8Array>();
  readonly #timer: NodeJS.Timeout;
  readonly #onClose: () => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #closed = false;

  constructor(options: { keepAliveMs: number; onClose: () => void }) {
    this.#onClose = options.onClose;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#flush(),
        cancel: () => this.#end(),
      },
      { highWaterMark: 1 },
    );
    this.#timer = setInterval(() => this.#send('alive', KEEP_ALIVE), options.keepAliveMs);
    this.#timer.unref();
  }

  /** Sends a frame, or keeps it in place of an earlier one of its kind until the reader is ready. */
  send(kind: string, frame: Uint8Array): void {
    this.#send(kind, frame);
  }

  /** Ends the body. */
  close(): void {
    if (this.#closed) return;
    this.#end();
    this.#controller?.close();
  }

  #send(kind: string, frame: Uint8Array): void {
    if (this.#closed) return;
    this.#waiting.set(kind, frame);
    this.#flush();
  }

  #flush(): void {
    const controller = this.#controller;
    if (this.#closed || !controller) return;
    for (const [kind, frame] of this.#waiting) {
      if ((controller.desiredSize ?? 0) <= 0) return;
      this.#waiting.delete(kind);
      controller.enqueue(frame);
    }
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    this.#waiting.clear();
    this.#onClose();
  }
}

/** One event as bytes; JSON has no line breaks, so one data line holds it. */
export function eventFrame(event: string, data: unknown): Uint8Array {
  return new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
