import type { ConnectionOptions } from '../connection/connection-options.js';
import type { ExpiredRecords } from '../consumer/expired.js';
import type { GroupProtocol } from '../consumer/group-options.js';
import type { LagSample } from '../consumer/lag.js';
import type { IsolationLevel } from '../consumer/poll.js';
import type { ConsumedRecord, Position, RecordBytes } from '../topic/message.js';
import type { Topic } from '../topic/topic.js';

export interface ConsumeContext {
  /** Aborted when the work is no longer wanted: a partition moved away, or a deadline passed. */
  readonly signal: AbortSignal;
}

/**
 * Handles records, those of one partition in their order; the next call comes when this one has
 * ended. Records may come again after a crash, a rebalance or a rejection.
 *
 * It may reject: with an error whose `retriable` is true (an outage: the same records come again
 * after a pause, without limit), or with any other (counted as an attempt; records that fail every
 * attempt, each by itself, are poison).
 */
export type Handle<K, V> = (
  records: readonly ConsumedRecord<K, V>[],
  context: ConsumeContext,
) => Promise<void> | void;

export interface ConsumeTopicOptions<K, V> {
  readonly connection: ConnectionOptions;
  readonly topic: Topic<K, V>;
  readonly handle: Handle<K, V>;
  /** Instances of one group share the partitions. */
  readonly groupId: string;
  /** What one call of `handle` receives. */
  readonly batch?: {
    /** Default 500; also how many records are held at a time. */
    readonly maxRecords?: number;
    /** Milliseconds a record waits for company (default 0). */
    readonly maxWaitMs?: number;
  };
  /** Attempts before a record that makes `handle` reject is poison (default 3). */
  readonly maxAttempts?: number;
  /**
   * Receives poison: records that do not match the topic or fail every attempt. They count as done
   * when it resolves; its rejections are treated as those of `handle`, but for the limit: one that is
   * not retriable ends the consumer. Default: they go to the dead-letter topic, made if it is missing.
   */
  readonly onPoison?: (error: Error, record: RecordBytes) => Promise<void> | void;
  /** Pause after a rejection: from `initialMs` (default 250), doubling, to `maxMs` (default 30,000). */
  readonly backoff?: { readonly initialMs?: number; readonly maxMs?: number };
  /** Where a group without commits starts (default true). */
  readonly fromBeginning?: boolean;
  /** Default `classic`. */
  readonly groupProtocol?: GroupProtocol;
  /**
   * Silence after which the brokers give a dead instance's partitions to others, in ms; default 45,000.
   * With the protocol `consumer` the brokers' own setting holds instead.
   */
  readonly sessionTimeoutMs?: number;
  /** Default `read_committed`. */
  readonly isolation?: IsolationLevel;
  /** How long a call of `handle` may go on while its partition is asked for, in ms (default 3,000). */
  readonly revokeTimeoutMs?: number;
  /** Stops gracefully, as `stop()` does. */
  readonly signal?: AbortSignal;
  /** Called after every commit. */
  readonly onCommit?: (committed: ConsumeCommit) => void;
  /** Called for every poison record once it is in the dead-letter topic, or `onPoison` has it. */
  readonly onDeadLetter?: (error: Error, record: Position) => void;
  /** Called when records were deleted before this group had read them; the log tells of it anyway. */
  readonly onExpired?: (records: ExpiredRecords) => void;
}

export interface ConsumeCommit {
  readonly records: number;
  readonly deadLetters: number;
  /** From the first attempt to handle the records to the end of the commit, outages left out, in ms. */
  readonly durationMs: number;
}

export interface ConsumeStats {
  /** Records taken from the topic. */
  readonly consumed: number;
  /** Records handled, their offsets committed. */
  readonly handled: number;
  /** Poison records. */
  readonly deadLettered: number;
  /** Records held now. */
  readonly inFlight: number;
  /** Offsets between what is committed and the end of the assigned partitions. */
  readonly lag: number;
  /** The same by partition. */
  readonly lags: readonly LagSample[];
  readonly assigned: readonly number[];
  /** Set while an outage is waited out. */
  readonly waitingSince: Date | undefined;
}

/** A consumer at work. */
export interface RunningConsumer {
  /** Resolves once the group has given this instance its partitions, possibly none. */
  readonly assigned: Promise<void>;
  /** Resolves after a stop; rejects with the error that made going on impossible. */
  readonly done: Promise<void>;
  /**
   * Takes no more records, handles and commits what it holds within `deadlineMs` (default 10,000),
   * gives up the rest (the group will get it again), leaves the group.
   */
  stop(deadlineMs?: number): Promise<void>;
  stats(): ConsumeStats;
}
