import { GroupConsumer } from '../consumer/group.js';
import { byteHeaders, decodeRecord, type RawRecord } from '../consumer/raw-record.js';
import { isRetriable, OffsetLostError } from '../errors.js';
import { silentLogger, type Logger } from '../logger.js';
import { call } from '../native/call.js';
import { createProducer, type Producer } from '../producer/producer.js';
import { backoffMs } from '../timing/backoff.js';
import { deferred } from '../timing/deferred.js';
import { deadLetter, deadLetterTopic } from '../topic/dead-letter.js';
import type { ConsumedRecord, Message } from '../topic/message.js';
import type { LoadStats, LoadTopicOptions, RunningLoad, StoredOffset } from './types.js';

const MAX_RECORDS = 5_000;
const COMPANY_MS = 250;
const IDLE_MS = 250;
const REQUEST_MS = 10_000;

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
  const run = new LoadRun(options);
  await run.open();
  return run;
}

/** A record in hand: decoded, or a dead letter. */
interface Held<K, V> {
  readonly raw: RawRecord;
  readonly record: ConsumedRecord<K, V> | undefined;
  readonly error: Error | undefined;
}

class LoadRun<K, V, Tx> implements RunningLoad {
  readonly done: Promise<void>;
  readonly #options: LoadTopicOptions<K, V, Tx>;
  readonly #logger: Logger;
  readonly #maxRecords: number;
  readonly #maxWaitMs: number;
  readonly #done = deferred();
  /** Where each partition stands: behind what the database has. */
  readonly #positions = new Map<number, number>();
  /** Behind the last record in hand, and behind markers of transactions that follow it. */
  readonly #next = new Map<number, number>();
  #held: Held<K, V>[] = [];
  #heldSince = 0;
  #group!: GroupConsumer;
  #deadLetters!: Producer;
  #loading: Promise<void> = Promise.resolve();
  #stopping: Promise<void> | undefined;
  #open = true;
  #giveUpAt = Infinity;
  #consumed = 0;
  #written = 0;
  #deadLettered = 0;
  #waitingSince: Date | undefined;

  constructor(options: LoadTopicOptions<K, V, Tx>) {
    this.#options = options;
    this.#logger = options.connection.logger ?? silentLogger;
    this.#maxRecords = options.batch?.maxRecords ?? MAX_RECORDS;
    this.#maxWaitMs = options.batch?.maxWaitMs ?? COMPANY_MS;
    this.done = this.#done.promise;
  }

  get assigned(): Promise<void> {
    return this.#group.ready;
  }

  async open(): Promise<void> {
    const { connection, topic, groupId, signal } = this.#options;
    this.#deadLetters = await createProducer({ connection });
    try {
      this.#group = await GroupConsumer.join(
        {
          connection,
          topic: topic.name,
          groupId,
          groupProtocol: this.#options.groupProtocol ?? 'classic',
          sessionTimeoutMs: this.#options.sessionTimeoutMs,
          isolation: this.#options.isolation ?? 'read_committed',
        },
        {
          assigned: (partitions) => this.#assigned(partitions),
          revoked: async (partitions) => this.#revoked(partitions),
        },
      );
    } catch (error) {
      await this.#deadLetters.close();
      throw error;
    }
    const stop = () => void this.stop();
    signal?.addEventListener('abort', stop, { once: true });
    void this.done.catch(() => undefined).then(() => signal?.removeEventListener('abort', stop));
    this.#loading = this.#load();
    this.#loading.then(
      () =>
        this.#close().then(
          () => this.#done.resolve(),
          (error: unknown) => this.#done.reject(error),
        ),
      (error: unknown) => void this.#close().finally(() => this.#done.reject(error)),
    );
    if (signal?.aborted) stop();
  }

  stop(deadlineMs = 10_000): Promise<void> {
    this.#giveUpAt = Date.now() + deadlineMs;
    this.#open = false;
    this.#group.wake();
    this.#stopping ??= this.done.catch(() => undefined);
    return this.#stopping;
  }

  stats(): LoadStats {
    let lag = 0;
    for (const [partition, position] of this.#positions) {
      lag += Math.max(0, (this.#group.end(partition) ?? position) - position);
    }
    return {
      consumed: this.#consumed,
      written: this.#written,
      deadLettered: this.#deadLettered,
      inFlight: this.#held.length,
      lag,
      assigned: [...this.#positions.keys()].sort((a, b) => a - b),
      waitingSince: this.#waitingSince,
    };
  }

  async #assigned(partitions: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const { store, topic } = this.#options;
    const stored = await this.#untilDone(() => store.read(topic.name));
    const starts = new Map<number, number>();
    for (const partition of partitions) {
      starts.set(partition, await this.#startOf(partition, stored?.get(partition)));
    }
    for (const [partition, start] of starts) this.#positions.set(partition, start);
    return starts;
  }

  /** The stored offset where it lies in the log, else the earliest record. */
  async #startOf(partition: number, stored: bigint | undefined): Promise<number> {
    const topic = this.#options.topic.name;
    const { lowOffset, highOffset } = await call<{ lowOffset: number; highOffset: number }>(
      (done) => {
        this.#group.native.queryWatermarkOffsets(topic, partition, REQUEST_MS, done as never);
      },
    );
    if (stored === undefined) return lowOffset;
    if (stored >= BigInt(lowOffset) && stored <= BigInt(highOffset)) return Number(stored);
    const log = { earliest: BigInt(lowOffset), end: BigInt(highOffset) };
    this.#options.onOffsetLost?.(new OffsetLostError({ topic, partition }, stored, log));
    return lowOffset;
  }

  /** Records in hand of partitions that move away are the next owner's: their offsets were not stored. */
  #revoked(partitions: readonly number[]): void {
    const leaving = new Set(partitions);
    this.#held = this.#held.filter(({ raw }) => !leaving.has(raw.partition));
    for (const partition of partitions) {
      this.#positions.delete(partition);
      this.#next.delete(partition);
    }
  }

  async #load(): Promise<void> {
    while (this.#open) {
      const room = this.#maxRecords - this.#held.length;
      const taken = await this.#take(room);
      const left = this.#held.length > 0 ? this.#heldSince + this.#maxWaitMs - Date.now() : IDLE_MS;
      if (this.#held.length >= this.#maxRecords || (this.#held.length > 0 && left <= 0)) {
        await this.#flush();
      } else if (taken === 0) await this.#group.wait(left);
    }
    if (this.#held.length > 0) await this.#flush();
  }

  async #take(room: number): Promise<number> {
    const { records, ends } = await this.#group.poll(room);
    if (records.length > 0 && this.#held.length === 0) this.#heldSince = Date.now();
    for (const raw of records) {
      this.#consumed += 1;
      this.#next.set(raw.partition, raw.offset + 1);
      this.#held.push(this.#decode(raw));
    }
    for (const { partition, offset } of ends) {
      // Only markers of transactions lie between the last record and the end.
      if (this.#positions.has(partition)) this.#next.set(partition, offset);
      if (!this.#held.some(({ raw }) => raw.partition === partition)) {
        this.#positions.set(partition, offset);
      }
    }
    return records.length;
  }

  #decode(raw: RawRecord): Held<K, V> {
    try {
      return { raw, record: decodeRecord(this.#options.topic, raw), error: undefined };
    } catch (error) {
      return { raw, record: undefined, error: error as Error };
    }
  }

  /** Writes what is in hand. During an outage it waits, and stays a member of its group. */
  async #flush(): Promise<void> {
    await this.#untilDone(async () => {
      if (this.#held.length === 0) return;
      const begun = performance.now();
      const batch = this.#held;
      const records = batch.flatMap(({ record }) => record ?? []);
      const refused = batch.filter(({ error }) => error !== undefined);
      // Before the offsets: a dead letter may come twice, but is never missing.
      await this.#sendDeadLetters(refused);
      const { store, write } = this.#options;
      await store.transaction(async (tx) => {
        if (records.length > 0) await write(tx, records);
        await store.save(tx, this.#offsets());
      });
      this.#held = [];
      for (const [partition, next] of this.#next) this.#positions.set(partition, next);
      this.#written += records.length;
      this.#deadLettered += refused.length;
      for (const { error, raw } of refused) this.#options.onDeadLetter?.(error as Error, raw);
      this.#options.onCommit?.({
        records: records.length,
        deadLetters: refused.length,
        durationMs: performance.now() - begun,
        newestTimestamp: batch.at(-1)?.raw.timestamp,
      });
    });
  }

  async #sendDeadLetters(refused: readonly Held<K, V>[]): Promise<void> {
    if (refused.length === 0) return;
    const letters: Message<Buffer, Buffer>[] = refused.map(({ raw, error }) =>
      deadLetter({ ...raw, headers: byteHeaders(raw.rawHeaders) }, error),
    );
    await this.#deadLetters.send(deadLetterTopic(this.#options.topic), letters);
  }

  #offsets(): StoredOffset[] {
    const { name } = this.#options.topic;
    return [...this.#next].map(([partition, next]) => ({
      topic: name,
      partition,
      nextOffset: BigInt(next),
    }));
  }

  /** Repeats `work` through outages. Undefined when a stop does not leave the time for it. */
  async #untilDone<T>(work: () => Promise<T>): Promise<T | undefined> {
    const isOutage = this.#options.isRetriable ?? isRetriable;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await work();
        this.#waitingSince = undefined;
        return result;
      } catch (error) {
        if (!isOutage(error)) throw error;
        const ms = backoffMs(attempt, this.#options.backoff);
        if (!this.#open && Date.now() + ms > this.#giveUpAt) return undefined;
        if (!this.#waitingSince) {
          this.#waitingSince = new Date();
          this.#logger.warn({ error }, 'loading is waiting for an outage of the database to end');
        }
        await this.#group.wait(ms);
      }
    }
  }

  async #close(): Promise<void> {
    await this.#group.close();
    await this.#deadLetters.close();
  }
}
