import { ensureTopicsAt } from '../admin/admin.js';
import { recordBytes } from '../consumer/raw-record.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { OutageError } from '../errors.js';
import { Code, isAway, nativeCode } from '../native/errors.js';
import { createProducer, type Producer } from '../producer/producer.js';
import { deadLetter, deadLetterTopic, truncatedDeadLetter } from '../dead-letters/dead-letter.js';
import type { Topic } from '../topic/topic.js';
import type { Batch, Held } from './batch.js';

/**
 * Sends dead letters outside of transactions, to a topic that is made if it is missing. They go before
 * the offsets: one may come twice, but is never missing.
 */
export class LetterBox {
  readonly #topic: Topic<Buffer, Buffer>;
  readonly #producer: Producer;

  private constructor(topic: Topic<Buffer, Buffer>, producer: Producer) {
    this.#topic = topic;
    this.#producer = producer;
  }

  static async open(
    connection: ConnectionOptions,
    source: { readonly name: string; readonly partitions?: number },
  ): Promise<LetterBox> {
    const letters = deadLetterTopic(source);
    await ensureTopicsAt(connection, [letters]);
    return new LetterBox(letters, await createProducer({ connection }));
  }

  /**
   * Sends the dead letters of a batch that were not sent yet.
   *
   * @throws {OutageError} the brokers were away for longer than a message waits for them.
   */
  async send<K, V>(batch: Batch<K, V>): Promise<void> {
    const refused = batch.entries.filter(({ error, done }) => error !== undefined && !done);
    if (refused.length === 0) return;
    try {
      await this.#sendAll(refused);
    } catch (cause) {
      if (!isAway(cause)) throw cause;
      throw new OutageError(`dead letters wait for brokers: ${(cause as Error).message}`, {
        cause,
      });
    }
    for (const entry of refused) entry.done = true;
  }

  async close(): Promise<void> {
    await this.#producer.close();
  }

  async #sendAll<K, V>(refused: readonly Held<K, V>[]): Promise<void> {
    try {
      await this.#producer.send(this.#topic, refused.map(letterOf));
    } catch (error) {
      if (nativeCode(error) !== Code.messageTooLarge) throw error;
      await this.#sendEach(refused);
    }
  }

  /** A record as large as the brokers take leaves no room for the reason: that goes without it. */
  async #sendEach<K, V>(refused: readonly Held<K, V>[]): Promise<void> {
    for (const entry of refused) {
      try {
        await this.#producer.send(this.#topic, letterOf(entry));
      } catch (error) {
        if (nativeCode(error) !== Code.messageTooLarge) throw error;
        const truncated = truncatedDeadLetter(recordBytes(entry.raw), entry.error);
        await this.#producer.send(this.#topic, truncated);
      }
    }
  }
}

function letterOf<K, V>({ raw, error }: Held<K, V>) {
  return deadLetter(recordBytes(raw), error);
}
