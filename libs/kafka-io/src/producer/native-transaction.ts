import { FencedError, TransactionError } from '../errors.js';
import { call } from '../native/call.js';
import { Code, isFenced, isNativeError, type NativeError } from '../native/errors.js';
import type { NativeConsumer, NativeProducer } from '../native/rdkafka.js';
import type { Patience } from '../timing/patience.js';
import type { EncodedMessage } from './encode.js';
import { enqueueAll } from './enqueue.js';

/** Next offset to read, per partition: of this library's own making, never the caller's. */
export interface NextOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** How long a step of a transaction is asked for at a time. */
export const STEP_MS = 5_000;
/** How long messages that are to be given up may take to be delivered first. */
const FLUSH_MS = 1_000;

/** The steps of a transaction on a native producer, each failure made a typed error. */
export class NativeTransaction {
  readonly #producer: NativeProducer;
  readonly #id: string;
  readonly #patience: Patience;

  private constructor(producer: NativeProducer, id: string, patience: Patience) {
    this.#producer = producer;
    this.#id = id;
    this.#patience = patience;
  }

  /** A step that `patience` does not allow to be asked for again leaves the outcome unknown. */
  static async begin(
    producer: NativeProducer,
    id: string,
    patience: Patience,
  ): Promise<NativeTransaction> {
    const transaction = new NativeTransaction(producer, id, patience);
    await transaction.#step('begin', () => call((done) => producer.beginTransaction(done)));
    return transaction;
  }

  async produce(messages: Iterable<EncodedMessage>): Promise<void> {
    await enqueueAll(this.#producer, messages);
  }

  /**
   * Makes the group's new position part of the transaction. `guard` runs before each attempt; what it
   * throws is passed on.
   */
  async sendOffsets(
    offsets: readonly NextOffset[],
    consumer: NativeConsumer,
    guard: () => void,
  ): Promise<void> {
    await this.#step('send offsets', async () => {
      guard();
      await call((done) =>
        this.#producer.sendOffsetsToTransaction([...offsets], consumer, STEP_MS, done),
      );
    });
  }

  async commit(): Promise<void> {
    await this.#step(
      'commit',
      () => call((done) => this.#producer.commitTransaction(STEP_MS, done)),
      // The client ends such a transaction by a new epoch, which succeeds also when a first request to
      // commit was granted and only its repetition refused.
      ({ code }) => code !== Code.unknownProducerId && code !== Code.invalidProducerIdMapping,
    );
  }

  /** Gives up everything since `begin`. Throws {@link FencedError} or an unknown outcome. */
  async abort(): Promise<void> {
    // While the transaction before it is being completed, the brokers do not know of this one yet, and
    // would call its end invalid: its messages have to be let through before they are given up.
    await call((done) => this.#producer.flush(FLUSH_MS, done)).catch(() => undefined);
    await this.#repeat('abort', () =>
      call((done) => this.#producer.abortTransaction(STEP_MS, done)),
    );
  }

  /** Runs a step; when it says so, aborts the transaction. `definite`: that is the end of it. */
  async #step(
    name: string,
    run: () => Promise<void>,
    definite: (cause: NativeError) => boolean = () => true,
  ): Promise<void> {
    try {
      await this.#repeat(name, run);
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      if (!isNativeError(cause) || cause.isTxnRequiresAbort !== true) throw error;
      await this.abort();
      if (!definite(cause)) throw error;
      throw new TransactionError(
        `the transaction of "${this.#id}" was aborted: could not ${name} (${cause.message})`,
        { definitelyAborted: true, cause },
      );
    }
  }

  /** Repeats a step for as long as the client says it may simply be asked again. */
  async #repeat(name: string, run: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await run();
        return;
      } catch (error) {
        if (!isNativeError(error)) throw error;
        if (isFenced(error)) throw new FencedError(this.#id, { cause: error });
        const mayRepeat = error.isTxnRequiresAbort !== true && !error.isFatal;
        if (error.isRetriable === true && mayRepeat && this.#patience.allows(STEP_MS)) continue;
        throw new TransactionError(this.#describe(name, error), {
          definitelyAborted: false,
          cause: error,
        });
      }
    }
  }

  #describe(name: string, error: NativeError): string {
    return (
      `could not ${name} the transaction of "${this.#id}" (${error.message}); ` +
      'whether it was committed is unknown until a new producer takes the id over'
    );
  }
}
