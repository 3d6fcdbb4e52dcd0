import type { ConnectionOptions } from '../connection/connection-options.js';
import { CommitPendingError, ConsumerError } from '../errors.js';
import { silentLogger, type Logger } from '../logger.js';
import { call } from '../native/call.js';
import { Code, isNativeError, isRefused } from '../native/errors.js';
import type { NativeConsumer } from '../native/rdkafka.js';
import { deferred } from '../timing/deferred.js';
import { PollingConsumer, type IsolationLevel, type Polled } from './poll.js';

/** `consumer` is the protocol of KIP-848 (Kafka 4): the broker decides who reads what. */
export type GroupProtocol = 'classic' | 'consumer';

/** What the owner of a group consumer does when partitions come and go. */
export interface RebalanceHandlers {
  /** Before records of `partitions` come. May say where to start; default: the group's commits. */
  assigned(partitions: readonly number[]): Promise<ReadonlyMap<number, number> | undefined>;
  /** Before `partitions` go to another member. `lost`: they are gone already. */
  revoked(partitions: readonly number[], lost: boolean): Promise<void>;
}

export interface GroupConsumerOptions {
  readonly connection: ConnectionOptions;
  readonly topic: string;
  readonly groupId: string;
  readonly fromBeginning?: boolean;
  readonly groupProtocol?: GroupProtocol;
  readonly isolation?: IsolationLevel;
  readonly sessionTimeoutMs?: number | undefined;
}

interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

interface Rebalance {
  readonly kind: 'assign' | 'revoke';
  readonly partitions: readonly TopicPartition[];
  readonly lost: boolean;
}

/** What brokers decide by themselves under the other protocol. */
function classicConfig({ sessionTimeoutMs }: GroupConsumerOptions): object {
  return {
    'partition.assignment.strategy': 'cooperative-sticky',
    ...(sessionTimeoutMs !== undefined && {
      'session.timeout.ms': sessionTimeoutMs,
      'heartbeat.interval.ms': Math.min(3_000, Math.ceil(sessionTimeoutMs / 3)),
    }),
  };
}

/** How long leaving a group may take: a broker that is away must not hold up a stop. */
const LEAVE_MS = 2_000;
const LEAVE_POLL_MS = 20;

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
  readonly #ready = deferred();
  #paused = false;
  #closing = false;

  private constructor(options: GroupConsumerOptions, handlers: RebalanceHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#logger = options.connection.logger ?? silentLogger;
    const protocol = options.groupProtocol ?? 'classic';
    this.#consumer = new PollingConsumer(options.connection, {
      'group.id': options.groupId,
      'group.protocol': protocol,
      ...(protocol === 'classic' ? classicConfig(options) : {}),
      'isolation.level': options.isolation ?? 'read_committed',
      'auto.offset.reset': options.fromBeginning === false ? 'latest' : 'earliest',
      'allow.auto.create.topics': true,
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

  /** Resolves when the group has answered for the first time. */
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
    const polled = await this.#take(Math.max(1, max));
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
    try {
      const { highOffset } = this.native.getWatermarkOffsets(this.#options.topic, partition);
      return highOffset >= 0 ? highOffset : undefined;
    } catch {
      return undefined;
    }
  }

  /** The committed offsets of the group; partitions without one are left out. */
  async committed(partitions: readonly number[], timeoutMs: number): Promise<Map<number, number>> {
    const { topic } = this.#options;
    const offsets = await call<{ partition: number; offset?: number | null }[]>((done) => {
      const list = partitions.map((partition) => ({ topic, partition }));
      this.native.committed(list, timeoutMs, done as never);
    });
    return new Map(
      offsets.flatMap(({ partition, offset }) =>
        typeof offset === 'number' && offset >= 0 ? [[partition, offset] as const] : [],
      ),
    );
  }

  /**
   * Makes `next` (where to go on, by partition) the group's, and makes sure that it is: the client
   * library tells of a commit that failed only by the way. May be repeated.
   *
   * @throws {ConsumerError} this member may not commit.
   * @throws {CommitPendingError} the brokers do not have it yet.
   */
  async commit(next: ReadonlyMap<number, number>, timeoutMs: number): Promise<void> {
    const { topic, groupId } = this.#options;
    const offsets = [...next].map(([partition, offset]) => ({ topic, partition, offset }));
    if (offsets.length === 0) return;
    try {
      await call((done) => this.native.commitCb(offsets, done as (error: unknown) => void));
      const committed = await this.committed([...next.keys()], timeoutMs);
      if (offsets.every(({ partition, offset }) => (committed.get(partition) ?? -1) >= offset))
        return;
    } catch (cause) {
      if (!isNativeError(cause)) throw cause;
      if (isRefused(cause) || cause.isFatal) {
        throw new ConsumerError(`group ${groupId} can not commit: ${cause.message}`, { cause });
      }
      throw new CommitPendingError(groupId, { cause });
    }
    throw new CommitPendingError(groupId);
  }

  /** Leaves the group and disconnects. Handlers are not called any more. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#ready.resolve();
    for (const rebalance of this.#rebalances.splice(0)) this.#apply(rebalance);
    await this.#leave();
    await this.#consumer.close();
  }

  /**
   * Gives the partitions back before the client goes: one that disconnects without counts as alive
   * until its session times out, and its partitions wait that long for another member.
   */
  async #leave(): Promise<void> {
    this.native.unsubscribe();
    const deadline = Date.now() + LEAVE_MS;
    while (this.#holdsPartitions() && Date.now() < deadline) {
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
    const kind = code === Code.assignPartitions ? 'assign' : 'revoke';
    // Only tells the truth while the callback runs.
    const lost = kind === 'revoke' && this.native.assignmentLost();
    const rebalance = { kind, partitions, lost } as const;
    if (this.#closing) this.#apply(rebalance);
    else this.#rebalances.push(rebalance);
    this.#consumer.wake();
  }

  async #serveRebalances(): Promise<void> {
    for (
      let rebalance = this.#rebalances.shift();
      rebalance;
      rebalance = this.#rebalances.shift()
    ) {
      await this.#serve(rebalance);
      this.#ready.resolve();
    }
  }

  async #serveRebalancesIfNothing({ records }: Polled): Promise<void> {
    // Records in hand belong to the assignment before: the owner has to have them first.
    if (records.length === 0) await this.#serveRebalances();
  }

  async #serve(rebalance: Rebalance): Promise<void> {
    const numbers = rebalance.partitions.map(({ partition }) => partition);
    if (rebalance.kind === 'assign') {
      const start = await this.#handlers.assigned(numbers);
      for (const number of numbers) this.#owned.add(number);
      this.#apply(rebalance, start);
      if (this.#paused) this.native.pause([...rebalance.partitions]);
    } else {
      await this.#handlers.revoked(numbers, rebalance.lost);
      for (const number of numbers) this.#owned.delete(number);
      this.#apply(rebalance);
    }
    const data = {
      topic: this.#options.topic,
      groupId: this.#options.groupId,
      partitions: numbers,
    };
    const verb = rebalance.kind === 'assign' ? 'assigned' : rebalance.lost ? 'lost' : 'revoked';
    this.#logger.info(data, `partitions ${verb}`);
  }

  #apply({ kind, partitions }: Rebalance, start?: ReadonlyMap<number, number>): void {
    const cooperative = this.native.rebalanceProtocol() === 'COOPERATIVE';
    try {
      if (kind === 'assign') {
        const list = partitions.map(({ topic, partition }) => {
          const offset = start?.get(partition);
          return { topic, partition, ...(offset === undefined ? {} : { offset }) };
        });
        if (cooperative) this.native.incrementalAssign(list);
        else this.native.assign(list);
      } else if (cooperative) this.native.incrementalUnassign([...partitions]);
      else this.native.unassign();
    } catch (error) {
      // The group moved on meanwhile; it will say so itself.
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
    else this.native.resume(list);
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
        throw new ConsumerError(
          `group ${this.#options.groupId} can not read ${this.#options.topic}: ${message}`,
          { cause },
        );
      }
      this.#logger.warn({ kafkaCode: code }, `reading ${this.#options.topic}: ${message}`);
      return NOTHING;
    }
  }
}
