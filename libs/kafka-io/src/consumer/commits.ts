import { CommitPendingError, ConsumerError } from '../errors.js';
import { call } from '../native/call.js';
import { isNativeError, isRefused } from '../native/errors.js';
import type { NativeConsumer } from '../native/rdkafka.js';

/** How long brokers may take to tell whether they have a commit. */
const CHECK_MS = 5_000;

/** The client library puts a partition's failure in the place of its offset. */
type CommittedOffset = Error | { readonly partition: number; readonly offset?: number | null };

/**
 * The committed offsets of the group; partitions without one are left out. Where a transaction may
 * still move an offset, it is waited for, at most `timeoutMs`.
 */
export async function committedOf(
  consumer: NativeConsumer,
  topic: string,
  partitions: readonly number[],
  timeoutMs: number,
): Promise<Map<number, number>> {
  const offsets = await call<CommittedOffset[]>((done) => {
    const list = partitions.map((partition) => ({ topic, partition }));
    consumer.committed(list, timeoutMs, done as never);
  });
  const committed = new Map<number, number>();
  for (const result of offsets) {
    // Not to be told an offset is not the same as to be told that there is none.
    if (result instanceof Error) throw result;
    const { partition, offset } = result;
    if (typeof offset === 'number' && offset >= 0) committed.set(partition, offset);
  }
  return committed;
}

/**
 * Makes `next` (where to go on, by partition) the group's, and makes sure that it is: the client
 * library tells of a commit that failed only by the way. May be repeated.
 *
 * @throws {ConsumerError} this member may not commit.
 * @throws {CommitPendingError} the brokers do not have it yet.
 */
export async function commitTo(
  consumer: NativeConsumer,
  { topic, groupId }: { readonly topic: string; readonly groupId: string },
  next: ReadonlyMap<number, number>,
): Promise<void> {
  const offsets = [...next].map(([partition, offset]) => ({ topic, partition, offset }));
  if (offsets.length === 0) return;
  try {
    await call((done) => consumer.commitCb(offsets, done as (error: unknown) => void));
    const committed = await committedOf(consumer, topic, [...next.keys()], CHECK_MS);
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
