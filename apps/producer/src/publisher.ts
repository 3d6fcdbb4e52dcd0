import {
  CodecError,
  FencedError,
  readTopic,
  transactionalProducer,
  TransactionError,
  type ConnectionOptions,
  type Logger,
  type Message,
  type TransactionalProducer,
} from '@wikistream/kafka-io';
import type { NewArticle, StreamState } from '@wikistream/wiki-events';
import { retry } from './retry.js';
import type { ProducerTopics, StoredCursor } from './topics.js';

/** What one transaction writes. */
export interface Batch {
  readonly articles: readonly Message<string, NewArticle>[];
  readonly deadLetters: readonly Message<Buffer, Buffer>[];
  /** Where the stream stands behind all of the above. */
  readonly state: StreamState;
}

export interface PublisherOptions {
  readonly connection: ConnectionOptions;
  readonly transactionalId: string;
  readonly topics: ProducerTopics;
  /** Host the events come from. */
  readonly source: string;
  readonly logger: Logger;
  /** Once aborted, a failed attempt is not repeated. */
  readonly signal: AbortSignal;
}

/**
 * Writes batches, each with its cursor in one transaction, and survives whatever passes: an aborted
 * transaction is sent again; after one of unknown outcome the stored cursor tells whether it counts.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  #producer: TransactionalProducer | undefined;
  #stored: StoredCursor | undefined;
  #sequence = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /**
   * Takes over the transactional id, which ends what a predecessor left open, and only then reads
   * the cursor: nothing can change it any more. Waits for Kafka as long as it takes.
   */
  async open(): Promise<StoredCursor | undefined> {
    await this.#persist('connect to Kafka', () => this.#reopen());
    this.#sequence = this.#stored?.sequence ?? 0;
    return this.#stored;
  }

  /**
   * Resolves when the batch is committed. Batches are published one after the other.
   *
   * @throws {FencedError} another producer took over the id
   */
  async publish(batch: Batch): Promise<void> {
    this.#sequence += 1;
    const sequence = this.#sequence;
    await this.#persist('commit', async () => {
      // Either the first attempt, or it is known that the last one left nothing behind.
      if (this.#producer === undefined) await this.#reopen();
      if (this.#stored !== undefined && this.#stored.sequence >= sequence) return;
      await this.#write(batch, sequence);
    });
  }

  async close(deadlineMs: number): Promise<void> {
    await this.#producer?.close(deadlineMs);
  }

  async #write(batch: Batch, sequence: number): Promise<void> {
    const { topics, transactionalId, source } = this.#options;
    const producer = this.#producer;
    if (producer === undefined) throw new TypeError('write before open');
    const cursor: StoredCursor = {
      version: 1,
      sequence,
      source,
      updated_at: new Date().toISOString(),
      state: batch.state,
    };
    await producer.transaction(async (transaction) => {
      await transaction.send(topics.articles, batch.articles);
      await transaction.send(topics.deadLetters, batch.deadLetters);
      await transaction.send(topics.cursor, { key: transactionalId, value: cursor });
    });
  }

  async #reopen(): Promise<void> {
    const { connection, transactionalId, topics, signal, logger } = this.#options;
    this.#producer = await transactionalProducer({ connection, transactionalId });
    let newest: StoredCursor | undefined;
    const onUnreadable = (error: Error): void =>
      logger.warn({ err: error }, 'skipped a record of the cursor topic that cannot be read');
    for await (const record of readTopic({
      connection,
      topic: topics.cursor,
      signal,
      onUnreadable,
    })) {
      if (record.key !== transactionalId) continue;
      if (newest === undefined || record.value.sequence > newest.sequence) newest = record.value;
    }
    this.#stored = newest;
  }

  #persist(what: string, attempt: () => Promise<void>): Promise<void> {
    const { logger, signal } = this.#options;
    return retry(attempt, {
      what,
      logger,
      signal,
      fatal: (error) => error instanceof FencedError || error instanceof CodecError,
      onFailure: async (error) => {
        // Nobody knows what became of it: a new producer settles it, and the cursor tells.
        if (!(error instanceof TransactionError && error.definitelyAborted)) await this.#discard();
      },
    });
  }

  async #discard(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.close(0).catch((error: unknown) => {
      this.#options.logger.debug({ err: error }, 'closing a failed producer');
    });
  }
}
