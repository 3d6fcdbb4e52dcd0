import type { ConnectionOptions } from '../connection/connection-options.js';
import type { IsolationLevel } from './poll.js';

/** `consumer` is the protocol of KIP-848 (Kafka 4): the broker decides who reads what. */
export type GroupProtocol = 'classic' | 'consumer';

export interface GroupConsumerOptions {
  readonly connection: ConnectionOptions;
  readonly topic: string;
  readonly groupId: string;
  /** Where partitions without a commit are begun (default true). */
  readonly fromBeginning?: boolean;
  readonly groupProtocol?: GroupProtocol;
  readonly isolation?: IsolationLevel;
  readonly sessionTimeoutMs?: number | undefined;
}

/** The same in the words of librdkafka. */
export function groupConfig(options: GroupConsumerOptions): Record<string, unknown> {
  const protocol = options.groupProtocol ?? 'classic';
  return {
    'group.id': options.groupId,
    'group.protocol': protocol,
    ...(protocol === 'classic' ? classicConfig(options) : {}),
    'isolation.level': options.isolation ?? 'read_committed',
    // For offsets that lie outside the log; partitions without a commit are told where to begin.
    'auto.offset.reset': 'earliest',
    'allow.auto.create.topics': true,
  };
}

/** What brokers decide by themselves under the other protocol. */
function classicConfig({ sessionTimeoutMs }: GroupConsumerOptions): Record<string, unknown> {
  return {
    'partition.assignment.strategy': 'cooperative-sticky',
    ...(sessionTimeoutMs !== undefined && {
      'session.timeout.ms': sessionTimeoutMs,
      'heartbeat.interval.ms': Math.min(3_000, Math.ceil(sessionTimeoutMs / 3)),
    }),
  };
}
