import { randomUUID } from 'node:crypto';
import type { ConnectionOptions } from '../connection/connection-options.js';
import type { GroupConsumer } from '../consumer/group.js';
import { FencedError, RefusedError, TransactionError } from '../errors.js';
import { silentLogger, type Logger } from '../logger.js';
import { Code, isRefused, nativeCode } from '../native/errors.js';
import type { NativeProducer } from '../native/rdkafka.js';
import { closeProducer } from '../producer/native-producer.js';
import { NativeTransaction, STEP_MS, type NextOffset } from '../producer/native-transaction.js';
import { openTransactional } from '../producer/transactional-producer.js';
import { backoffMs, pause } from '../timing/backoff.js';
import { GivenUp, type Patience } from '../timing/patience.js';
import type { Entry, Lane } from './lane.js';

export interface CommitterOptions {
  readonly connection: ConnectionOptions;
  readonly groupId: string;
  /** Without it every producer gets an id nobody else has. */
  readonly transactionalId: string | undefined;
  readonly transactionTimeoutMs: number;
}

export interface CommitterHandlers<K, V> {
  /** The message made for `entry` is too large for the brokers: it needs another result. */
  readonly tooLarge: (entry: Entry<K, V>, cause: unknown) => void;
}

/** What one transaction wrote. */
export interface Committed<K, V> {
  readonly entries: readonly Entry<K, V>[];
  readonly durationMs: number;
}

interface Part<K, V> {
  readonly lane: Lane<K, V>;
  readonly entries: readonly Entry<K, V>[];
  readonly nextOffset: number;
}

/**
 * So many failures in a row, and a new producer takes over: one that has lost track of a partition's
 * leader may never find it again (confluentinc/librdkafka#5430).
 */
const PRODUCER_FAILURES = 5;

/** A partition moved away while its records were being written. */
class LaneClosed extends Error {}

/** Writes finished records and the offsets behind them, both in one transaction or not at all. */
export class Committer<K, V> {
  readonly #options: CommitterOptions;
  readonly #handlers: CommitterHandlers<K, V>;
  readonly #logger: Logger;
  #producer: NativeProducer;
  #transactionalId: string;
  #failures = 0;
  /** Halved while the brokers find a message of the batch too large, to find out which. */
  #limit = Infinity;
  aborted = 0;

  private constructor(
    options: CommitterOptions,
    handlers: CommitterHandlers<K, V>,
    opened: Opened,
  ) {
    this.#options = options;
    this.#handlers = handlers;
    this.#logger = options.connection.logger ?? silentLogger;
    this.#producer = opened.producer;
    this.#transactionalId = opened.transactionalId;
  }

  static async open<K, V>(
    options: CommitterOptions,
    handlers: CommitterHandlers<K, V>,
  ): Promise<Committer<K, V>> {
    return new Committer<K, V>(options, handlers, await openWith(options, newId(options)));
  }

  /**
   * Writes up to `max` finished records of `lanes` and drops them from their lanes. Returns undefined
   * when there were none, or the transaction was aborted; the records are then still there.
   *
   * @throws {FencedError} another instance has taken the transactional id given.
   * @throws {RefusedError} the brokers do not let this client write.
   * @throws {GivenUp} there is no time to settle it: the next owner of the partitions does.
   */
  async commit(
    lanes: Iterable<Lane<K, V>>,
    group: GroupConsumer,
    max: number,
    patience: Patience,
  ): Promise<Committed<K, V> | undefined> {
    const parts = takeParts(lanes, Math.min(max, this.#limit));
    if (parts.length === 0) return undefined;
    const begun = performance.now();
    let entries: readonly Entry<K, V>[];
    try {
      await this.#write(parts, group, patience);
      this.#failures = 0;
      this.#limit = Infinity;
      entries = parts.flatMap((part) => part.entries);
      for (const part of parts) part.lane.drop(part.entries.length);
    } catch (error) {
      entries = await this.#recover(error, parts, group, patience);
    }
    return entries.length === 0 ? undefined : { entries, durationMs: performance.now() - begun };
  }

  async close(): Promise<void> {
    await closeProducer(this.#producer, 0);
  }

  async #write(
    parts: readonly Part<K, V>[],
    group: GroupConsumer,
    patience: Patience,
  ): Promise<void> {
    const transaction = await NativeTransaction.begin(
      this.#producer,
      this.#transactionalId,
      patience,
    );
    try {
      for (const { entries } of parts) {
        await transaction.produce(
          entries.map(({ result }) => (result as NonNullable<typeof result>).message),
        );
      }
      await transaction.sendOffsets(parts.map(offsetOf), group.native, () => {
        // The broker checks the member's generation, not what it owns: a partition lost since would
        // be committed under the new generation, beside its new owner.
        if (!parts.every(({ lane }) => lane.open)) throw new LaneClosed();
      });
    } catch (error) {
      if (!(error instanceof TransactionError || error instanceof FencedError)) {
        await transaction.abort();
      }
      throw error;
    }
    await transaction.commit();
  }

  /** Makes the next attempt possible; returns the records that turned out to be committed. */
  async #recover(
    error: unknown,
    parts: readonly Part<K, V>[],
    group: GroupConsumer,
    patience: Patience,
  ): Promise<readonly Entry<K, V>[]> {
    if (patience.isOver) throw givenUp(error);
    if (isRefused(error)) throw this.#refused(error, parts);
    if (error instanceof FencedError) this.#leaveFenced(error);
    if (isInDoubt(error)) {
      return this.#replaceProducer(error, parts, group, patience);
    }
    this.aborted += 1;
    if (error instanceof LaneClosed) return [];
    const records = parts.reduce((sum, { entries }) => sum + entries.length, 0);
    if (nativeCode(error) === Code.messageTooLarge) {
      this.#narrow(parts, records, error);
      return [];
    }
    this.#failures += 1;
    if (this.#failures % PRODUCER_FAILURES === 0) {
      return this.#replaceProducer(error, parts, group, patience);
    }
    this.#logger.warn({ err: error, records }, 'transaction aborted; it is repeated');
    await pause(backoffMs(this.#failures, { initialMs: 50, maxMs: 5_000 }), patience.signal);
    return [];
  }

  #refused(cause: unknown, parts: readonly Part<K, V>[]): RefusedError {
    const written = parts.flatMap(({ entries }) =>
      entries.map(({ result }) => result?.message.topic),
    );
    const topics = [...new Set(written)].join(', ');
    return new RefusedError(
      `the brokers refuse what group ${this.#options.groupId} writes ` +
        `(${cause instanceof Error ? cause.message : String(cause)}); grant this client WRITE on ` +
        `${topics}, READ on the group, and WRITE on the transactional id ${this.#transactionalId}`,
      { cause },
    );
  }

  #narrow(parts: readonly Part<K, V>[], records: number, cause: unknown): void {
    const entry = parts[0]?.entries[0];
    if (records > 1) this.#limit = Math.floor(records / 2);
    else if (entry) this.#handlers.tooLarge(entry, cause);
  }

  /**
   * Nobody else can have taken an id made here: the brokers fence the producer of a transaction that
   * outlasts its timeout, and abort it. A new id goes on; the group's generation guards the offsets.
   */
  #leaveFenced(error: FencedError): void {
    if (this.#options.transactionalId !== undefined) throw error;
    this.#transactionalId = newId(this.#options);
  }

  /** A new producer ends what may be open; the offsets tell whether it was committed. */
  async #replaceProducer(
    error: unknown,
    parts: readonly Part<K, V>[],
    group: GroupConsumer,
    patience: Patience,
  ): Promise<readonly Entry<K, V>[]> {
    if (!patience.allows(STEP_MS)) throw givenUp(error);
    this.#logger.warn(
      { err: error, failures: this.#failures },
      isInDoubt(error)
        ? 'transaction in doubt; a new producer settles it'
        : 'transactions fail again and again; a new producer takes over',
    );
    await closeProducer(this.#producer, 0);
    for (let attempt = 1; ; attempt += 1) {
      try {
        ({ producer: this.#producer } = await openWith(
          this.#options,
          this.#transactionalId,
          patience,
        ));
        break;
      } catch (cause) {
        if (!patience.allows(STEP_MS)) throw givenUp(cause);
        if (cause instanceof FencedError) this.#leaveFenced(cause);
        this.#logger.warn({ err: cause }, 'no producer yet');
        await pause(backoffMs(attempt, { initialMs: 250, maxMs: 5_000 }), patience.signal);
      }
    }
    const open = parts.filter(({ lane }) => lane.open);
    const committed = await this.#committed(group, open, patience);
    const settled = open.flatMap(({ lane }) => lane.dropBefore(committed.get(lane.partition) ?? 0));
    if (settled.length === 0) this.aborted += 1;
    return settled;
  }

  async #committed(group: GroupConsumer, parts: readonly Part<K, V>[], patience: Patience) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await group.committed(
          parts.map(({ lane }) => lane.partition),
          STEP_MS,
        );
      } catch (error) {
        if (!patience.allows(STEP_MS)) throw givenUp(error);
        this.#logger.warn({ err: error }, 'committed offsets not known yet');
        await pause(backoffMs(attempt, { initialMs: 250, maxMs: 5_000 }), patience.signal);
      }
    }
  }
}

interface Opened {
  readonly producer: NativeProducer;
  readonly transactionalId: string;
}

async function openWith(
  options: CommitterOptions,
  transactionalId: string,
  patience?: Patience,
): Promise<Opened> {
  const producer = await openTransactional({ ...options, transactionalId }, patience);
  return { producer, transactionalId };
}

function givenUp(cause: unknown): GivenUp {
  return new GivenUp('given up in the middle of a transaction', { cause });
}

function newId({ groupId, transactionalId }: CommitterOptions): string {
  return transactionalId ?? `${groupId}-${randomUUID()}`;
}

function isInDoubt(error: unknown): error is Error {
  return (
    error instanceof FencedError || (error instanceof TransactionError && !error.definitelyAborted)
  );
}

function takeParts<K, V>(lanes: Iterable<Lane<K, V>>, max: number): Part<K, V>[] {
  const parts: Part<K, V>[] = [];
  let left = max;
  for (const lane of lanes) {
    const entries = lane.front(left);
    if (entries.length === 0) continue;
    left -= entries.length;
    parts.push({ lane, entries, nextOffset: lane.nextOffset(entries.length) });
  }
  return parts;
}

function offsetOf<K, V>({ lane, nextOffset }: Part<K, V>): NextOffset {
  return { topic: lane.topic, partition: lane.partition, offset: nextOffset };
}
