import { ClosedError, ConsumerError } from '../errors.js';
import { silentLogger, type Logger } from '../logger.js';
import { Code, isNativeError, isRefused } from '../native/errors.js';
import type { NativeConsumer } from '../native/rdkafka.js';
import type { Watermarks } from '../native/watermarks.js';
import { deferred } from '../timing/deferred.js';
import { committedOf, commitTo } from './commits.js';
import { expiredIn, type ExpiredRecords } from './expired.js';
import { groupConfig, type GroupConsumerOptions } from './group-options.js';
import { PollingConsumer, type Polled } from './poll.js';
import { Progress, type Gap, type Rewind } from './progress.js';
import {
  answerRebalance,
  numbersOf,
  OFFSET_BEGINNING,
  OFFSET_END,
  type Rebalance,
  type TopicPartition,
} from './rebalance.js';
import { startOffsets } from './start-offsets.js';

/** What the owner of a group consumer does when partitions come and go. */
export interface RebalanceHandlers {
  /** Before records of `partitions` come. May say where to start; default: the group's commits. */
  assigned(partitions: readonly number[]): Promise<ReadonlyMap<number, number> | undefined>;
  /** Before `partitions` go to another member. `lost`: they are gone already. */
  revoked(partitions: readonly number[], lost: boolean): Promise<void>;
  /** Before the records of a partition whose log was cut or made anew, and is read again from there. */
  rewound?(partition: number): void;
  /** Before the records that follow those which were deleted unread. */
  expired?(records: ExpiredRecords): void;
}

/** Partitions that came, and are read as soon as it is known where from. */
interface Start {
  readonly rebalance: Rebalance;
  /** Partitions without an entry have no commit. */
  offsets?: ReadonlyMap<number, number>;
  failure?: unknown;
}

/** How long leaving a group may take: a broker that is away must not hold up a stop. */
const LEAVE_MS = 2_000;
const LEAVE_POLL_MS = 20;

/** What brokers say to a member with the protocol `consumer` while the group has others. */
const NO_SUCH_GROUP = 'The group id does not exist';
const OTHER_PROTOCOL =
  'members with the protocol "classic" may still be in it: stop them, or wait until their sessions have ' +
  'ended (45 s by default)';

const NOTHING: Polled = { records: [], ends: [] };

/**
 * A member of a consumer group that reads one topic. Rebalances are served inside `poll` and only
 * between two takes from the queue, so no record of an assignment can be mistaken for one of the
 * next.
 */
export class GroupConsumer {
  readonly #consumer: PollingConsumer;
  readonly #options: GroupConsumerOptions;
  readonly #handlers: RebalanceHandlers;
  readonly #logger: Logger;
  readonly #rebalances: Rebalance[] = [];
  readonly #owned = new Set<number>();
  readonly #progress = new Progress({
    rewound: (rewind) => this.#rewound(rewind),
    skipped: (gap) => this.#skipped(gap),
  });
  readonly #ready = deferred();
  readonly #closing = new AbortController();
  #start: Start | undefined;
  #lookingUp: Promise<unknown> = Promise.resolve();
  #paused = false;
  /** The group has told this member of partitions, possibly none. */
  #answered = false;

  private constructor(options: GroupConsumerOptions, handlers: RebalanceHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#logger = options.connection.logger ?? silentLogger;
    this.#consumer = new PollingConsumer(options.connection, {
      ...groupConfig(options),
      rebalance_cb: (event: { code: number }, partitions: TopicPartition[]) =>
        this.#onRebalance(event.code, partitions),
    });
  }

  /** Connects and joins the group. */
  static async join(
    options: GroupConsumerOptions,
    handlers: RebalanceHandlers,
  ): Promise<GroupConsumer> {
    const group = new GroupConsumer(options, handlers);
    await group.#consumer.connect();
    group.native.subscribe([options.topic]);
    return group;
  }

  get native(): NativeConsumer {
    return this.#consumer.native;
  }

  /** Resolves when the group has answered for the first time; rejects when it is left before that. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get owned(): ReadonlySet<number> {
    return this.#owned;
  }

  /**
   * Serves the group, then takes at most `max` records. With `max` 0 it only serves the group (whose
   * members must poll or be expelled) and lets the brokers hold the records back.
   *
   * @throws {ConsumerError} this member can not go on.
   */
  async poll(max: number): Promise<Polled> {
    await this.#serveRebalances();
    this.#setPaused(max <= 0);
    const { records, ends } = await this.#take(Math.max(1, max));
    const polled = { records: this.#progress.onlyNew(records), ends };
    for (const { partition, offset } of ends) this.#progress.endsAt(partition, offset);
    await this.#serveRebalancesIfNothing(polled);
    return polled;
  }

  /** Resolves when there may be something to poll for, or after `timeoutMs`. */
  async wait(timeoutMs: number): Promise<void> {
    if (this.#rebalances.length === 0) await this.#consumer.wait(timeoutMs);
  }

  wake(): void {
    this.#consumer.wake();
  }

  /** The newest end of a partition this client has heard of; undefined before it has heard of any. */
  end(partition: number): number | undefined {
    return this.#known(partition)?.highOffset;
  }

  /** As {@link committedOf}. */
  committed(partitions: readonly number[], timeoutMs: number): Promise<Map<number, number>> {
    return committedOf(this.native, this.#options.topic, partitions, timeoutMs);
  }

  /** As {@link commitTo}. */
  commit(next: ReadonlyMap<number, number>): Promise<void> {
    return commitTo(this.native, this.#options, next);
  }

  /** Leaves the group and disconnects. Handlers are not called any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    const { topic, groupId } = this.#options;
    this.#ready.reject(
      new ClosedError(`group ${groupId} gave no partitions of ${topic} before the end`),
    );
    if (this.#start) this.#apply(this.#start.rebalance);
    for (const rebalance of this.#rebalances.splice(0)) this.#apply(rebalance);
    // The native client must not go while it is asked.
    await Promise.all([this.#leave(), this.#lookingUp]);
    await this.#consumer.close();
  }

  /**
   * Gives the partitions back before the client goes: one that disconnects without counts as alive
   * until its session times out, and its partitions wait that long for another member. So does one
   * whose request to join is under way: librdkafka (2.15.1, `rd_kafka_cgrp_unsubscribe`) does not
   * leave what it has not joined yet, and the brokers let it in all the same. Its answer is waited for.
   */
  async #leave(): Promise<void> {
    const deadline = Date.now() + LEAVE_MS;
    await this.#serveUntil(() => this.#answered, deadline);
    this.native.unsubscribe();
    await this.#serveUntil(() => !this.#holdsPartitions(), deadline);
  }

  async #serveUntil(done: () => boolean, deadline: number): Promise<void> {
    while (!done() && Date.now() < deadline) {
      // The group is only served by asking for records. These are not taken: nobody commits them.
      await this.#consumer.poll(1).catch(() => undefined);
      await this.#consumer.wait(LEAVE_POLL_MS);
    }
  }

  #holdsPartitions(): boolean {
    try {
      return this.native.assignments().length > 0;
    } catch {
      return false;
    }
  }

  #onRebalance(code: number, partitions: readonly TopicPartition[]): void {
    this.#answered = true;
    const kind = code === Code.assignPartitions ? 'assign' : 'revoke';
    // Only tells the truth while the callback runs.
    const lost = kind === 'revoke' && this.native.assignmentLost();
    const rebalance = { kind, partitions, lost } as const;
    if (this.#closing.signal.aborted) this.#apply(rebalance);
    else this.#rebalances.push(rebalance);
    this.#consumer.wake();
  }

  async #serveRebalances(): Promise<void> {
    while (!this.#start || this.#started(this.#start)) {
      const rebalance = this.#rebalances.shift();
      if (!rebalance) return;
      if (rebalance.kind === 'assign') await this.#prepare(rebalance);
      else await this.#revoke(rebalance);
    }
  }

  async #serveRebalancesIfNothing({ records }: Polled): Promise<void> {
    // Records in hand belong to the assignment before: the owner has to have them first.
    if (records.length === 0) await this.#serveRebalances();
  }

  /** Finds out where to start, without holding up what else there is to do meanwhile. */
  async #prepare(rebalance: Rebalance): Promise<void> {
    const partitions = numbersOf(rebalance);
    const start: Start = { rebalance };
    // Before anything can fail: the client library waits for an answer to every rebalance.
    this.#start = start;
    const given = await this.#handlers.assigned(partitions);
    this.#lookingUp = startOffsets(partitions, given, {
      lookUp: (open, timeoutMs) => this.committed(open, timeoutMs),
      signal: this.#closing.signal,
      logger: this.#logger,
    })
      .then(
        (offsets) => (start.offsets = offsets),
        (error: unknown) => (start.failure = error),
      )
      .then(() => this.#consumer.wake());
  }

  /** Begins to read partitions that came, if it is known where from. */
  #started({ rebalance, offsets, failure }: Start): boolean {
    if (failure !== undefined) throw this.#unreadable(failure);
    if (!offsets) return false;
    this.#start = undefined;
    const partitions = numbersOf(rebalance);
    for (const partition of partitions) {
      this.#owned.add(partition);
      const offset = offsets.get(partition);
      if (offset !== undefined) this.#progress.begin(partition, offset);
    }
    this.#apply(rebalance, offsets);
    if (this.#paused) this.native.pause([...rebalance.partitions]);
    this.#tell('assigned', partitions);
    return true;
  }

  async #revoke(rebalance: Rebalance): Promise<void> {
    const partitions = numbersOf(rebalance);
    await this.#handlers.revoked(partitions, rebalance.lost);
    for (const partition of partitions) this.#owned.delete(partition);
    this.#progress.forget(partitions);
    this.#apply(rebalance);
    this.#tell(rebalance.lost ? 'lost' : 'revoked', partitions);
  }

  #tell(verb: string, partitions: readonly number[]): void {
    const { topic, groupId } = this.#options;
    this.#logger.info({ topic, groupId, partitions }, `partitions ${verb}`);
    this.#ready.resolve();
  }

  #rewound({ partition, from, expected }: Rewind): void {
    const { topic, groupId } = this.#options;
    this.#logger.warn(
      { topic, groupId, partition, from, expected },
      `${topic}[${partition}] was cut or made anew: it is read again from offset ${from}`,
    );
    this.#handlers.rewound?.(partition);
  }

  #skipped(gap: Gap): void {
    const { topic, groupId } = this.#options;
    const expired = expiredIn(topic, gap, this.#known(gap.partition)?.lowOffset ?? -1);
    if (!expired) return;
    this.#logger.warn(
      { groupId, ...expired },
      `${topic}[${gap.partition}]: at most ${expired.atMost} records were deleted before group ` +
        `${groupId} had read them; it goes on at offset ${expired.to}. A longer retention.ms keeps them`,
    );
    this.#handlers.expired?.(expired);
  }

  /** Where a partition begins and ends, as the brokers last told this client. */
  #known(partition: number): Watermarks | undefined {
    try {
      const known = this.native.getWatermarkOffsets(this.#options.topic, partition);
      return known.highOffset >= 0 ? known : undefined;
    } catch {
      return undefined;
    }
  }

  #apply(rebalance: Rebalance, start?: ReadonlyMap<number, number>): void {
    const { fromBeginning = true } = this.#options;
    const first = fromBeginning ? OFFSET_BEGINNING : OFFSET_END;
    try {
      answerRebalance(this.native, rebalance, (partition) => start?.get(partition) ?? first);
    } catch (error) {
      this.#logger.warn({ err: error }, 'the assignment could not be applied');
    }
  }

  #setPaused(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    const { topic } = this.#options;
    const list = [...this.#owned].map((partition) => ({ topic, partition }));
    if (list.length === 0) return;
    if (paused) this.native.pause(list);
    else {
      this.#progress.resumed(this.#owned);
      this.native.resume(list);
    }
  }

  async #take(max: number): Promise<Polled> {
    try {
      return await this.#consumer.poll(max);
    } catch (cause) {
      if (!isNativeError(cause)) throw cause;
      const { code, message } = cause;
      if (
        isRefused(cause) ||
        cause.isFatal ||
        code === Code.fatal ||
        code === Code.fencedInstanceId
      ) {
        throw this.#unreadable(cause);
      }
      this.#logger.warn({ kafkaCode: code }, `reading ${this.#options.topic}: ${message}`);
      return NOTHING;
    }
  }

  #unreadable(cause: unknown): ConsumerError {
    const { groupId, topic } = this.#options;
    const message = cause instanceof Error ? cause.message : String(cause);
    const advice = message.includes(NO_SUCH_GROUP) ? `; ${OTHER_PROTOCOL}` : '';
    return new ConsumerError(`group ${groupId} can not read ${topic}: ${message}${advice}`, {
      cause,
    });
  }
}
