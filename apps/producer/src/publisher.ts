import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CodecError,
  FencedError,
  transactionalProducer,
  TransactionError,
  type ConnectionOptions,
  type Logger,
  type Message,
  type TransactionalProducer,
} from '@wikistream/kafka-io';
import type { StreamState } from '@wikistream/wiki-events';
import { retry } from './retry.js';
import { readStoredState, type StoredState } from './stored-cursor.js';
import { claimKey, type Claim, type ProducerTopics, type StoredCursor } from './topics.js';

/** A producer that takes the id over has stored its claim by then. */
const CLAIM_MS = 3_000;
const LOOK_AGAIN_MS = 100;

/** An article, ready to be sent. */
export type EncodedArticle = Message<string, Buffer> & { readonly value: Buffer };

/** What one transaction writes. */
export interface Batch {
  /** Encoded and thereby checked: what Kafka's codec refuses, no transaction could bring through. */
  readonly articles: readonly EncodedArticle[];
  readonly deadLetters: readonly Message<Buffer, Buffer>[];
  /** Where the stream stands behind all of the above. */
  readonly state: StreamState;
}

export interface PublisherOptions {
  readonly connection: ConnectionOptions;
  readonly transactionalId: string;
  /** How long the brokers keep a transaction open for a producer that went silent, in ms. */
  readonly transactionTimeoutMs: number;
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
  readonly #self = randomUUID();
  #takeovers = 0;
  #producer: TransactionalProducer | undefined;
  #stored: StoredCursor | undefined;
  #sequence = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /**
   * Takes over the transactional id, which ends what a predecessor left open, and reads the cursor
   * behind which nothing of that is outstanding. Waits for Kafka as long as it takes.
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
      if (this.#stored !== undefined && this.#stored.sequence >= sequence) {
        if (this.#stored.written_by === this.#self) return;
        throw new FencedError(this.#options.transactionalId);
      }
      await this.#write(batch, sequence).catch((error: unknown) => this.#checkOwner(error));
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
      written_by: this.#self,
      state: batch.state,
    };
    await producer.transaction(async (transaction) => {
      await transaction.send(topics.encodedArticles, batch.articles);
      await transaction.send(topics.deadLetters, batch.deadLetters);
      await transaction.send(topics.cursor, { key: transactionalId, value: cursor });
    });
  }

  async #reopen(): Promise<void> {
    const { connection, transactionalId, transactionTimeoutMs } = this.#options;
    const producer = await transactionalProducer({
      connection,
      transactionalId,
      transactionTimeoutMs,
    });
    try {
      this.#stored = await this.#claim(producer);
      this.#producer = producer;
    } catch (error) {
      await this.#close(producer);
      throw error;
    }
  }

  /**
   * Claims the id and returns the cursor. A reader who finds the claim finds all that was committed
   * before it: a broker that is busy or freshly started cannot hold a predecessor's cursor back.
   */
  async #claim(producer: TransactionalProducer): Promise<StoredCursor | undefined> {
    const { transactionalId, topics, signal } = this.#options;
    this.#takeovers += 1;
    const claim: Claim = {
      version: 1,
      claimed_by: this.#self,
      takeover: this.#takeovers,
      updated_at: new Date().toISOString(),
    };
    await producer.transaction((transaction) =>
      transaction.send(topics.cursor, { key: claimKey(transactionalId), value: claim }),
    );
    for (;;) {
      const stored = await this.#read();
      if (this.#isOwn(stored) && stored.claim?.takeover === claim.takeover) return stored.cursor;
      await delay(LOOK_AGAIN_MS, undefined, { signal });
    }
  }

  /**
   * The brokers also fence a producer whose transaction outlasted its timeout. When nobody has claimed
   * the id since, it was that, and the id is taken over once more.
   */
  async #checkOwner(error: unknown): Promise<never> {
    if (!(error instanceof FencedError)) throw error;
    await delay(CLAIM_MS, undefined, { signal: this.#options.signal });
    if (!this.#isOwn(await this.#read())) throw error;
    const outlasted = 'a transaction outlasted its timeout; the cursor tells whether it counts';
    throw new TransactionError(outlasted, { definitelyAborted: false, cause: error });
  }

  #isOwn({ claim }: StoredState): boolean {
    return claim?.claimed_by === this.#self;
  }

  #read(): Promise<StoredState> {
    const { topics, ...options } = this.#options;
    return readStoredState({ ...options, topic: topics.cursor });
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
    if (producer) await this.#close(producer);
  }

  async #close(producer: TransactionalProducer): Promise<void> {
    await producer.close(0).catch((error: unknown) => {
      this.#options.logger.debug({ err: error }, 'closing a failed producer');
    });
  }
}
