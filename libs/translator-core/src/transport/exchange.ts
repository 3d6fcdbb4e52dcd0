import type { Dispatcher } from 'undici';
import { agent } from './agent.js';
import type { Bounds } from './bounds.js';

/** An answer was longer than its bounds allow. */
export class AnswerTooLargeError extends Error {
  constructor(maxBytes: number) {
    super(`the answer is larger than ${maxBytes / 2 ** 20} MiB`);
    this.name = 'AnswerTooLargeError';
  }
}

/** The part of a `Response` that reads a complete answer. */
type Answer = Pick<Response, 'ok' | 'status' | 'statusText' | 'headers' | 'text' | 'json'>;

/**
 * Sends a request and reads its whole answer: the part of `fetch` a JSON call needs, without the
 * streams, clones and signals that make `fetch` the dearest step of a title's way. Redirects are
 * answers like others.
 *
 * @throws {TypeError} no answer came; `cause` tells why, as with `fetch`
 * @throws {AnswerTooLargeError} more came than the bounds allow
 */
export function exchange(address: string, init: RequestInit, bounds: Bounds): Promise<Response> {
  const { origin, pathname, search } = new URL(address);
  return new Promise<Response>((resolve, reject) => {
    const handler = new Handler(
      (answer) => resolve(answer as Response),
      (cause) =>
        reject(
          cause instanceof AnswerTooLargeError ? cause : new TypeError('fetch failed', { cause }),
        ),
      bounds.maxBytes,
    );
    bounds.onEnd((reason) => {
      // A request that is still waiting for a connection has nothing to end yet.
      handler.end(reason instanceof Error ? reason : new Error('aborted', { cause: reason }));
    });
    agent().dispatch(
      {
        origin,
        path: pathname + search,
        method: init.method ?? 'GET',
        headers: init.headers as Record<string, string>,
        body: (init.body ?? null) as string | null,
      },
      handler,
    );
  });
}

/** Gathers one answer. */
class Handler implements Dispatcher.DispatchHandler {
  readonly #succeed: (answer: Answer) => void;
  readonly #fail: (cause: Error) => void;
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #ended: Error | undefined;
  #status = 0;
  #statusText = '';
  #headers: Readonly<Record<string, string | string[] | undefined>> = {};

  constructor(succeed: (answer: Answer) => void, fail: (cause: Error) => void, maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#succeed = succeed;
    this.#fail = fail;
  }

  end(reason: Error): void {
    this.#ended = reason;
    this.#controller?.abort(reason);
    this.#fail(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#ended) controller.abort(this.#ended);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
    statusText = '',
  ): void {
    this.#status = status;
    this.#headers = headers;
    this.#statusText = statusText;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) this.end(new AnswerTooLargeError(this.#maxBytes));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const text = Buffer.concat(this.#chunks).toString();
    const headers = this.#headers;
    this.#succeed({
      ok: this.#status >= 200 && this.#status < 300,
      status: this.#status,
      statusText: this.#statusText,
      get headers() {
        return new Headers(
          Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
        );
      },
      text: () => Promise.resolve(text),
      json: async () => JSON.parse(text) as unknown,
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }
}
