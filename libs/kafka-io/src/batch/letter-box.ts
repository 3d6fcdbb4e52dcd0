import { ensureTopicsAt } from '../admin/admin.js';
import { recordBytes } from '../consumer/raw-record.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { Code, nativeCode } from '../native/errors.js';
import { createProducer, type Producer } from '../producer/producer.js';
import { deadLetter, deadLetterTopic, truncatedDeadLetter } from '../dead-letters/dead-letter.js';
import type { Topic } from '../topic/topic.js';
import type { Batch, Held } from './batch.js';

const OUTAGES: ReadonlySet<number | undefined> = new Set([
  Code.messageTimedOut,
  Code.timedOut,
  Code.transport,
  Code.allBrokersDown,
]);

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

  /** Sends the dead letters of a batch that were not sent yet. */
  async send<K, V>(batch: Batch<K, V>): Promise<void> {
    const refused = batch.entries.filter(({ error, done }) => error !== undefined && !done);
    if (refused.length === 0) return;
    try {
      await this.#producer.send(this.#topic, refused.map(letterOf));
    } catch (error) {
      if (nativeCode(error) !== Code.messageTooLarge) throw error;
      await this.#sendEach(refused);
    }
    for (const entry of refused) entry.done = true;
  }

  /** True when the brokers were away for longer than a message waits for them. */
  static isOutage(error: unknown): boolean {
    return OUTAGES.has(nativeCode(error));
  }

  async close(): Promise<void> {
    await this.#producer.close();
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
