import type { ConnectionOptions } from '../connection/connection-options.js';
import type { ExpiredRecords } from '../consumer/expired.js';
import type { GroupProtocol } from '../consumer/group-options.js';
import type { LagSample } from '../consumer/lag.js';
import type { IsolationLevel } from '../consumer/poll.js';
import type { ConsumedRecord } from '../topic/message.js';
import type { Topic } from '../topic/topic.js';

/** What became of one record. */
export type Outcome<K, V> =
  | {
      readonly key: K | null;
      readonly value: V;
      /** Added to the headers of the source record, which are passed on, its trace context included. */
      readonly headers?: Readonly<Record<string, string>>;
      /** Called once the outcome is committed: the place to count it. */
      readonly onCommitted?: () => void;
    }
  | { readonly deadLetter: Error };

export interface TransformContext {
  /** Aborted when the outcome is no longer wanted: the partition moved away, or a deadline passed. */
  readonly signal: AbortSignal;
}

/**
 * Turns records into outcomes, one for each, in the same order.
 *
 * It may reject: with an error whose `retriable` is true (an outage: the same records come again
 * after a pause, without limit), or with any other (counted as an attempt; records that fail every
 * attempt become dead letters, each judged by itself).
 */
export type Transform<K, V, K2, V2> = (
  records: readonly ConsumedRecord<K, V>[],
  context: TransformContext,
) => Promise<readonly Outcome<K2, V2>[]> | readonly Outcome<K2, V2>[];

export interface TransformTopicOptions<K, V, K2, V2> {
  readonly connection: ConnectionOptions;
  readonly from: Topic<K, V>;
  readonly to: Topic<K2, V2>;
  readonly transform: Transform<K, V, K2, V2>;
  /** Instances of one group share the partitions. */
  readonly groupId: string;
  /**
   * Must differ between instances that are alive at the same time: the newest with an id fences all
   * others. One that stays the same when its instance restarts lets it settle at once what a crash
   * left open; others wait for `transactionTimeoutMs`. Default: the group id and a random part.
   */
  readonly transactionalId?: string;
  /** Calls of `transform` under way at a time (default 1). */
  readonly concurrency?: number;
  /** Records one call of `transform` receives at most (default 1); a function is asked before each. */
  readonly recordsPerCall?: number | (() => number);
  /** What goes into one transaction: so many outcomes, or those of so much time. */
  readonly batch?: {
    /** Default 2,000. */
    readonly maxRecords?: number;
    /** Milliseconds a finished outcome waits for company (default 50). */
    readonly maxWaitMs?: number;
  };
  /**
   * Records held at a time, waiting, in work or uncommitted. Default: enough for the settings above, as
   * they are at the start.
   */
  readonly maxInFlight?: number;
  /** Attempts before a record that makes `transform` reject becomes a dead letter (default 3). */
  readonly maxAttempts?: number;
  /** Pause after a rejection: from `initialMs` (default 250), doubling, to `maxMs` (default 30,000). */
  readonly backoff?: { readonly initialMs?: number; readonly maxMs?: number };
  /**
   * Begins a trace (W3C Trace Context) for records that belong to none; `transform`, output and dead
   * letter see it in the headers (default false: a trace is passed on, and never made up).
   */
  readonly startTraces?: boolean;
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
  /** How long the brokers keep a dead instance's transaction open, in ms (default 15,000). */
  readonly transactionTimeoutMs?: number;
  /** How long work on a partition that moves away may take to finish, in ms (default 3,000). */
  readonly revokeTimeoutMs?: number;
  /** Stops gracefully, as `stop()` does. */
  readonly signal?: AbortSignal;
  /** Called after every transaction. */
  readonly onCommit?: (committed: TransformCommit) => void;
  /** Called for every dead letter once it is committed. */
  readonly onDeadLetter?: (
    error: Error,
    record: { topic: string; partition: number; offset: number },
  ) => void;
  /** Called when records were deleted before this group had read them; the log tells of it anyway. */
  readonly onExpired?: (records: ExpiredRecords) => void;
}

export interface TransformCommit {
  readonly records: number;
  readonly deadLetters: number;
  /** From the first step of the transaction to its last, in ms. */
  readonly durationMs: number;
}

export interface TransformStats {
  /** Records taken from the source topic. */
  readonly consumed: number;
  /** Outcomes committed to the target topic. */
  readonly produced: number;
  /** Dead letters committed. */
  readonly deadLettered: number;
  /** Records held now. */
  readonly inFlight: number;
  /** Offsets between what is committed and the end of the assigned partitions. */
  readonly lag: number;
  /** The same by partition. */
  readonly lags: readonly LagSample[];
  /** Transactions committed and aborted. */
  readonly committed: number;
  readonly aborted: number;
  readonly assigned: readonly number[];
  /** Set while `transform` rejects with retriable errors. */
  readonly waitingSince: Date | undefined;
}

/** A transformation at work. */
export interface RunningTransform {
  /** Resolves once the group has given this instance its partitions, possibly none. */
  readonly assigned: Promise<void>;
  /** Resolves after a stop; rejects with the error that made going on impossible. */
  readonly done: Promise<void>;
  /**
   * Takes no more records, commits what finishes within `deadlineMs` (default 10,000), gives up the
   * rest uncommitted (the group will get it again), leaves the group.
   */
  stop(deadlineMs?: number): Promise<void>;
  stats(): TransformStats;
}
