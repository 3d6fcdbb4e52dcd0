// The client is CommonJS without analysable exports: only its default import has the members.
import rdkafka from '@confluentinc/kafka-javascript';
import type { IAdminClient, KafkaConsumer, Producer } from '@confluentinc/kafka-javascript';

export type NativeConsumer = KafkaConsumer;
export type NativeProducer = Producer;
export type NativeAdmin = IAdminClient;

interface RdKafkaModule {
  readonly KafkaConsumer: new (config: Record<string, unknown>) => KafkaConsumer;
  readonly Producer: new (config: Record<string, unknown>) => Producer;
  readonly AdminClient: { create(config: Record<string, unknown>): IAdminClient };
}

export const native = rdkafka as unknown as RdKafkaModule;
