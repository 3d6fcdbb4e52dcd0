import { OutageError } from '../errors.js';
import { call } from '../native/call.js';
import { isAway } from '../native/errors.js';
import type { NativeAdmin } from '../native/rdkafka.js';

/** First and end offset of a partition, as a reader of committed records sees them. */
export interface PartitionRange {
  readonly topic: string;
  readonly partition: number;
  readonly earliest: number;
  readonly end: number;
}

const EARLIEST = -2;
const LATEST = -1;
const READ_COMMITTED = 1;

interface ListedOffset {
  readonly partition: number;
  readonly offset: number;
  /** Why the offset, then negative, is not known. */
  readonly error?: Error;
}

/** @throws {OutageError} a partition has no leader that could be asked. */
export async function listOffsets(
  requests: NativeAdmin,
  topic: string,
  partitions: readonly number[],
  timeout: number,
): Promise<PartitionRange[]> {
  if (partitions.length === 0) return [];
  const ask = async (timestamp: number) => {
    const listed = await call<readonly ListedOffset[]>((done) => {
      requests.listOffsets(
        partitions.map((partition) => ({ topic, partition, offset: { timestamp } as never })),
        { timeout, isolationLevel: READ_COMMITTED as never },
        done as never,
      );
    });
    return new Map(listed.map((entry) => [entry.partition, known(topic, entry)]));
  };
  const [earliest, latest] = await Promise.all([ask(EARLIEST), ask(LATEST)]);
  return partitions.map((partition) => ({
    topic,
    partition,
    earliest: earliest.get(partition) ?? 0,
    end: latest.get(partition) ?? 0,
  }));
}

function known(topic: string, { partition, offset, error }: ListedOffset): number {
  if (offset >= 0) return offset;
  const message = `nobody tells of ${topic}[${partition}]: ${error?.message ?? 'no offset'}`;
  if (error && !isAway(error)) throw error;
  throw new OutageError(message, { cause: error });
}

interface GroupOffsets {
  readonly partitions: readonly { topic: string; partition: number; offset: number }[];
}

/** Committed offsets of a group by `topic/partition`; partitions without one are left out. */
export async function committedOffsets(
  requests: NativeAdmin,
  groupId: string,
  partitions: readonly { readonly topic: string; readonly partition: number }[],
  timeout: number,
): Promise<Map<string, number>> {
  const [group] = await call<readonly GroupOffsets[]>((done) => {
    requests.listConsumerGroupOffsets(
      [{ groupId, partitions: partitions.map(({ topic, partition }) => ({ topic, partition })) }],
      { timeout, requireStableOffsets: true },
      done as never,
    );
  });
  return new Map(
    (group?.partitions ?? [])
      .filter(({ offset }) => offset >= 0)
      .map(({ topic, partition, offset }) => [`${topic}/${partition}`, offset]),
  );
}
