// The client is CommonJS without analysable exports: only its default import has the members.
import rdkafka from '@confluentinc/kafka-javascript';
import type { IAdminClient, KafkaConsumer, Producer } from '@confluentinc/kafka-javascript';

interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** The consumer, with the members its own type declarations leave out. */
export interface NativeConsumer extends KafkaConsumer {
  incrementalAssign(partitions: readonly (TopicPartition & { offset?: number })[]): this;
  incrementalUnassign(partitions: readonly TopicPartition[]): this;
  assignmentLost(): boolean;
  rebalanceProtocol(): 'NONE' | 'EAGER' | 'COOPERATIVE';
  commitCb(
    offsets: readonly (TopicPartition & { offset: number })[],
    done: (error: unknown) => void,
  ): this;
}

export type NativeProducer = Producer;
export type NativeAdmin = IAdminClient;

interface RdKafkaModule {
  readonly KafkaConsumer: new (config: Record<string, unknown>) => NativeConsumer;
  readonly Producer: new (config: Record<string, unknown>) => Producer;
  readonly AdminClient: { create(config: Record<string, unknown>): IAdminClient };
}

export const native = rdkafka as unknown as RdKafkaModule;
