import type { ConnectionOptions } from '../connection/connection-options.js';
import type { OffsetLostError } from '../errors.js';
import type { ExpiredRecords } from '../consumer/expired.js';
import type { GroupProtocol } from '../consumer/group-options.js';
import type { LagSample } from '../consumer/lag.js';
import type { IsolationLevel } from '../consumer/poll.js';
import type { ConsumedRecord } from '../topic/message.js';
import type { Topic } from '../topic/topic.js';

/** The next offset to read, of one partition. */
export interface StoredOffset {
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: bigint;
}

/**
 * A database that keeps offsets beside the rows made from the records before them.
 *
 * Every batch locks the offsets it is going to move and leaves out what lies below them: so a record
 * is loaded once also when the answer to a commit was lost, and when a former owner of the partition
 * commits late.
 */
export interface OffsetStore<Tx> {
  /** The stored offsets of `topic`, by partition. */
  read(topic: string): Promise<ReadonlyMap<number, bigint>>;
  /** Runs `work` in one database transaction: all of it is committed, or nothing. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Inside a transaction: the stored offsets of these partitions, which nobody else can lock or save
   * until it ends; also those nothing is stored for yet, which may be left out or be 0.
   */
  lock(tx: Tx, topic: string, partitions: readonly number[]): Promise<ReadonlyMap<number, bigint>>;
  /** Inside a transaction: stores offsets, each replacing the one of its partition. */
  save(tx: Tx, offsets: readonly StoredOffset[]): Promise<void>;
}

export interface LoadTopicOptions<K, V, Tx> {
  readonly connection: ConnectionOptions;
  readonly topic: Topic<K, V>;
  readonly groupId: string;
  readonly store: OffsetStore<Tx>;
  /**
   * Writes records inside the transaction that also stores their offsets. An error with `retriable:
   * true` is an outage, waited out without limit; any other ends the load.
   */
  readonly write: (tx: Tx, records: readonly ConsumedRecord<K, V>[]) => Promise<void>;
  /** Tells an outage of the database from a fault. Default: `error.retriable === true`. */
  readonly isRetriable?: (error: unknown) => boolean;
  readonly batch?: {
    /** Default 5,000. */
    readonly maxRecords?: number;
    /** Milliseconds a record waits for company (default 250). */
    readonly maxWaitMs?: number;
  };
  readonly backoff?: { readonly initialMs?: number; readonly maxMs?: number };
  readonly groupProtocol?: GroupProtocol;
  /**
   * Silence after which the brokers give a dead instance's partitions to others, in ms; default 45,000.
   * With the protocol `consumer` the brokers' own setting holds instead.
   */
  readonly sessionTimeoutMs?: number;
  /** Default `read_committed`. */
  readonly isolation?: IsolationLevel;
  readonly signal?: AbortSignal;
  readonly onCommit?: (committed: LoadCommit) => void;
  /** A record that does not match its topic; it is in the dead-letter topic by now. */
  readonly onDeadLetter?: (
    error: Error,
    record: { topic: string; partition: number; offset: number },
  ) => void;
  /** Called when records were deleted before this group had read them; the log tells of it anyway. */
  readonly onExpired?: (records: ExpiredRecords) => void;
  /** Stored offsets that lie behind the end of the log. Reading goes on at the earliest record. */
  readonly onOffsetLost?: (error: OffsetLostError) => void;
}

export interface LoadCommit {
  readonly records: number;
  readonly deadLetters: number;
  readonly durationMs: number;
  /** Timestamp of the newest record, ms since the epoch. */
  readonly newestTimestamp: number | undefined;
}

export interface LoadStats {
  readonly consumed: number;
  readonly written: number;
  readonly deadLettered: number;
  readonly inFlight: number;
  readonly lag: number;
  /** The same by partition. */
  readonly lags: readonly LagSample[];
  readonly assigned: readonly number[];
  readonly waitingSince: Date | undefined;
}

export interface RunningLoad {
  readonly assigned: Promise<void>;
  /** Resolves after a stop; rejects with the error that made going on impossible. */
  readonly done: Promise<void>;
  stop(deadlineMs?: number): Promise<void>;
  stats(): LoadStats;
}
