import type { NativeConsumer } from '../native/rdkafka.js';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Partitions that came to a member of a group, or leave it. */
export interface Rebalance {
  readonly kind: 'assign' | 'revoke';
  readonly partitions: readonly TopicPartition[];
  /** They are gone already. */
  readonly lost: boolean;
}

/** Where to begin with a partition, in the words of librdkafka. */
export const OFFSET_BEGINNING = -2;
export const OFFSET_END = -1;

export function numbersOf({ partitions }: Rebalance): number[] {
  return partitions.map(({ partition }) => partition);
}

/**
 * Answers a rebalance: the client library waits for it.
 *
 * @param startOf where to begin with a partition that came
 * @throws the group has moved on meanwhile; it will say so itself
 */
export function answerRebalance(
  consumer: NativeConsumer,
  { kind, partitions }: Rebalance,
  startOf: (partition: number) => number,
): void {
  const cooperative = consumer.rebalanceProtocol() === 'COOPERATIVE';
  if (kind === 'assign') {
    const list = partitions.map(({ topic, partition }) => {
      return { topic, partition, offset: startOf(partition) };
    });
    if (cooperative) consumer.incrementalAssign(list);
    else consumer.assign(list);
  } else if (cooperative) consumer.incrementalUnassign([...partitions]);
  else consumer.unassign();
}
