import type { Batch } from '../batch/batch.js';
import { BatchRun, type BatchSink } from '../batch/batch-run.js';
import { LetterBox } from '../batch/letter-box.js';
import type { GroupConsumer } from '../consumer/group.js';
import { positionOf } from '../consumer/raw-record.js';
import { isRetriable, OffsetLostError, OutageError } from '../errors.js';
import type { Position } from '../topic/message.js';
import { isAway } from '../native/errors.js';
import { queryWatermarks } from '../native/watermarks.js';
import type { LoadStats, LoadTopicOptions, RunningLoad, StoredOffset } from './types.js';

const MAX_RECORDS = 5_000;
const COMPANY_MS = 250;
const REQUEST_MS = 5_000;
const STOP_MS = 10_000;
/** A database transaction under way ends by itself, and must not be overtaken by the next owner's. */
const TRANSACTION_END_MS = 60_000;

/**
 * Consumes a topic into a database: rows and the offsets behind them in one database transaction, so
 * that a record is loaded once whatever is killed. The database alone knows where to go on; nothing
 * is committed to the group.
 *
 * @throws {ConnectionError} no broker answers.
 */
export async function loadTopic<K, V, Tx>(
  options: LoadTopicOptions<K, V, Tx>,
): Promise<RunningLoad> {
  const { connection, topic, batch = {} } = options;
  const sink = new DatabaseSink(options, await LetterBox.open(connection, topic));
  const run = await BatchRun.start<K, V>(
    {
      connection,
      topic,
      groupId: options.groupId,
      groupProtocol: options.groupProtocol ?? 'classic',
      sessionTimeoutMs: options.sessionTimeoutMs,
      isolation: options.isolation ?? 'read_committed',
      maxRecords: batch.maxRecords ?? MAX_RECORDS,
      maxWaitMs: batch.maxWaitMs ?? COMPANY_MS,
      revokeTimeoutMs: TRANSACTION_END_MS,
      backoff: options.backoff,
      signal: options.signal,
      onExpired: options.onExpired,
      waiting: 'loading is waiting for an outage to end',
    },
    sink,
  );
  return {
    assigned: run.assigned,
    done: run.done,
    stop: (deadlineMs = STOP_MS) => run.stop(deadlineMs),
    stats: (): LoadStats => ({ ...run.stats, ...sink.counts }),
  };
}

class DatabaseSink<K, V, Tx> implements BatchSink<K, V> {
  readonly #options: LoadTopicOptions<K, V, Tx>;
  readonly #letters: LetterBox;
  /** Stored offsets that mean nothing any more, until others take their place. */
  readonly #lost = new Map<number, bigint>();
  /** Partitions whose log is another one since the last transaction. */
  readonly #rewound = new Set<number>();
  readonly counts = { written: 0, deadLettered: 0 };

  constructor(options: LoadTopicOptions<K, V, Tx>, letters: LetterBox) {
    this.#options = options;
    this.#letters = letters;
  }

  async startsOf(
    partitions: readonly number[],
    group: GroupConsumer,
  ): Promise<ReadonlyMap<number, number>> {
    const { store, topic } = this.#options;
    const stored = await store.read(topic.name);
    const starts = new Map<number, number>();
    for (const partition of partitions) {
      starts.set(partition, await this.#startOf(partition, stored.get(partition), group));
    }
    return starts;
  }

  async write(batch: Batch<K, V>): Promise<void> {
    await this.#letters.send(batch);
    const { store, topic, write } = this.#options;
    // A partition that moves away meanwhile leaves the batch, not the transaction: its rows and the
    // offset behind them stay together, and the lock tells the next owner.
    const { entries } = batch;
    const next = new Map(batch.nextOffsets);
    await store.transaction(async (tx) => {
      const partitions = [...next.keys()].sort((a, b) => a - b);
      const stored = await store.lock(tx, topic.name, partitions);
      this.#forgetRewound(stored);
      const missing = entries.filter(({ raw }) => this.#isMissing(raw, stored));
      const records = missing.flatMap(({ record }) => record ?? []);
      if (records.length > 0) await write(tx, records);
      const offsets = this.#offsetsOf(next, stored);
      if (offsets.length > 0) await store.save(tx, offsets);
    });
    for (const partition of next.keys()) this.#lost.delete(partition);
  }

  rewound(partition: number): void {
    this.#rewound.add(partition);
  }

  isOutage(error: unknown): boolean {
    return error instanceof OutageError || (this.#options.isRetriable ?? isRetriable)(error);
  }

  written({ entries }: Batch<K, V>, durationMs: number): void {
    const refused = entries.filter(({ error }) => error !== undefined);
    const records = entries.length - refused.length;
    this.counts.written += records;
    this.counts.deadLettered += refused.length;
    for (const { error, raw } of refused) {
      this.#options.onDeadLetter?.(error as Error, positionOf(raw));
    }
    this.#options.onCommit?.({
      records,
      deadLetters: refused.length,
      durationMs,
      newestTimestamp: newestOf(entries),
    });
  }

  async close(): Promise<void> {
    await this.#letters.close();
  }

  /** The stored offset, unless the log ends before it: then the earliest record. */
  async #startOf(
    partition: number,
    stored: bigint | undefined,
    group: GroupConsumer,
  ): Promise<number> {
    const topic = this.#options.topic.name;
    const { lowOffset, highOffset } = await watermarks(group, topic, partition);
    if (stored === undefined) return lowOffset;
    if (stored <= BigInt(highOffset)) return Number(stored);
    this.#lost.set(partition, stored);
    const log = { earliest: BigInt(lowOffset), end: BigInt(highOffset) };
    this.#options.onOffsetLost?.(new OffsetLostError({ topic, partition }, stored, log));
    return lowOffset;
  }

  #forgetRewound(stored: ReadonlyMap<number, bigint>): void {
    for (const partition of this.#rewound) {
      const offset = stored.get(partition);
      if (offset === undefined) continue;
      this.#lost.set(partition, offset);
      this.#rewound.delete(partition);
    }
  }

  /** False for what was loaded by a commit nobody heard of, or by another owner of the partition. */
  #isMissing({ partition, offset }: Position, stored: ReadonlyMap<number, bigint>): boolean {
    return BigInt(offset) >= this.#valid(partition, stored);
  }

  #offsetsOf(
    nextOffsets: ReadonlyMap<number, number>,
    stored: ReadonlyMap<number, bigint>,
  ): readonly StoredOffset[] {
    const topic = this.#options.topic.name;
    return [...nextOffsets].flatMap(([partition, next]) => {
      const nextOffset = BigInt(next);
      return nextOffset > this.#valid(partition, stored) ? [{ topic, partition, nextOffset }] : [];
    });
  }

  #valid(partition: number, stored: ReadonlyMap<number, bigint>): bigint {
    const offset = stored.get(partition) ?? 0n;
    return offset === this.#lost.get(partition) ? 0n : offset;
  }
}

/** Where the log of a partition begins and ends. */
async function watermarks(group: GroupConsumer, topic: string, partition: number) {
  try {
    return await queryWatermarks(group.native, topic, partition, REQUEST_MS);
  } catch (cause) {
    if (!isAway(cause)) throw cause;
    const reason = (cause as Error).message;
    throw new OutageError(`nobody tells of ${topic}[${partition}]: ${reason}`, { cause });
  }
}

/** Partitions lie in a batch one beside the other: the last record need not be the newest. */
function newestOf<K, V>(entries: Batch<K, V>['entries']): number | undefined {
  let newest: number | undefined;
  for (const { raw } of entries) newest = Math.max(newest ?? 0, raw.timestamp);
  return newest;
}
