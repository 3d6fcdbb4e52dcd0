import type { ConnectionOptions } from '../connection/connection-options.js';
import { TopicError } from '../errors.js';
import { clusterMetadata } from '../native/metadata.js';
import { closeProducer, openProducer } from '../producer/native-producer.js';

export interface CheckConnectionOptions {
  readonly connection: ConnectionOptions;
  /** Topics that have to be there. */
  readonly topics?: readonly { readonly name: string }[];
  /** How long the brokers have to answer, in ms (default 10,000). */
  readonly timeoutMs?: number;
}

/** A cluster that answers. */
export interface ClusterHealth {
  /** Brokers that are up, as `host:port`. */
  readonly brokers: readonly string[];
  /** The topics asked for, with their numbers of partitions. */
  readonly topics: readonly { readonly name: string; readonly partitions: number }[];
}

/**
 * Connects, asks, disconnects: whether a cluster answers, and whether its topics can be used.
 *
 * @throws {ConnectionError} no connection comes about; `failure` says why, the message what to do.
 * @throws {TopicError} a topic is not there, or one of its partitions has no leader.
 */
export async function checkConnection(options: CheckConnectionOptions): Promise<ClusterHealth> {
  const { connection, topics = [], timeoutMs = 10_000 } = options;
  const client = await openProducer(connection, {}, timeoutMs);
  try {
    const cluster = await clusterMetadata(client, timeoutMs);
    const found = new Map(cluster.topics.map((topic) => [topic.name, topic.partitions]));
    return {
      brokers: cluster.brokers.map(({ host, port }) => `${host}:${port}`),
      topics: topics.map(({ name }) => {
        const partitions = found.get(name);
        if (!partitions || partitions.length === 0) throw missing(name, connection);
        const leaderless = partitions.filter(({ leader }) => leader < 0).map(({ id }) => id);
        if (leaderless.length > 0) throw withoutLeader(name, leaderless);
        return { name, partitions: partitions.length };
      }),
    };
  } finally {
    await closeProducer(client, 0);
  }
}

function missing(name: string, { brokers }: ConnectionOptions): TopicError {
  return new TopicError(
    name,
    `there is no topic ${name} at ${brokers}, or this client may not see it; make it with ` +
      'ensureTopics(), or start what writes to it',
  );
}

function withoutLeader(name: string, partitions: readonly number[]): TopicError {
  return new TopicError(
    name,
    `partitions ${partitions.join(', ')} of ${name} have no leader: their brokers are down`,
  );
}
