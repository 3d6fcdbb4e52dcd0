/** No answer about titles comes near this; one that does is not read to its end. */
const MAX_ANSWER_BYTES = 2 ** 20;

/**
 * How long a request may go on, and how much it may answer: until its caller's signal aborts or its time is up, answer or not.
 * What `AbortSignal.any` and `AbortSignal.timeout` would do, at a tenth of their cost per request.
 */
export class Bounds {
  readonly maxBytes: number;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  #end: ((reason: unknown) => void) | undefined;
  #timedOut = false;

  /**
   * @param timeoutMs time for the whole request; none: as long as it takes
   * @param maxBytes most bytes of an answer that is read as a whole (default 1 MiB)
   */
  constructor(
    timeoutMs: number | undefined,
    signal: AbortSignal | undefined,
    maxBytes = MAX_ANSWER_BYTES,
  ) {
    signal?.throwIfAborted();
    this.maxBytes = maxBytes;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#aborted, { once: true });
    if (timeoutMs !== undefined) this.#timer = setTimeout(this.#expired, timeoutMs);
  }

  /** Whether the time was up before the request was over. */
  get timedOut(): boolean {
    return this.#timedOut;
  }

  /** Calls `end` when the request has to end. */
  onEnd(end: (reason: unknown) => void): void {
    this.#end = end;
  }

  /** A signal that aborts when the request has to end. */
  toSignal(): AbortSignal {
    const controller = new AbortController();
    this.onEnd((reason) => controller.abort(reason));
    return controller.signal;
  }

  /** The request is over, or nobody waits for it any more. */
  release(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#aborted);
  }

  readonly #aborted = (): void => this.#end?.(this.#signal?.reason);

  readonly #expired = (): void => {
    this.#timedOut = true;
    this.#end?.(new DOMException('The time is up', 'TimeoutError'));
  };
}
