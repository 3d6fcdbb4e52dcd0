import { clientConfig } from '../connection/client-config.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { silentLogger } from '../logger.js';
import { routeLogs } from '../native/log.js';
import { allTopics } from '../native/metadata.js';
import { native } from '../native/rdkafka.js';
import { closeProducer, openProducer } from '../producer/native-producer.js';
import { ensureTopics, type EnsuredTopic, type TopicSpec } from './ensure-topics.js';
import { committedOffsets, listOffsets, type PartitionRange } from './offsets.js';

/** How far a consumer group is behind on one partition. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** Next offset the group will read; undefined before its first commit. */
  readonly committed: number | undefined;
  /** End of what a reader of committed records can see. */
  readonly end: number;
  /** Offsets between the two. Transactions leave markers, so it counts a little more than records. */
  readonly lag: number;
}

/** Questions to a cluster, and the making of topics. */
export interface Admin {
  /**
   * Creates the topics that are missing and reports those that differ from their description.
   * Brokers that create topics on first use only (the embedded one) are made to do so.
   *
   * @throws {TopicError} a topic could not be created.
   */
  ensureTopics(topics: readonly TopicSpec[]): Promise<readonly EnsuredTopic[]>;
  /** The names of all topics. */
  topics(): Promise<readonly string[]>;
  /** First and end offset of every partition; empty for a topic that is not there. */
  offsets(topic: string): Promise<readonly PartitionRange[]>;
  /** How far `groupId` is behind on `topics`. */
  lag(groupId: string, topics: readonly string[]): Promise<readonly PartitionLag[]>;
  close(): Promise<void>;
}

export interface AdminOptions {
  readonly connection: ConnectionOptions;
  /** How long one request may take, in ms (default 10,000). */
  readonly timeoutMs?: number;
}

/**
 * Connects an administrator.
 *
 * @throws {ConnectionError} no broker answers.
 */
export async function admin({ connection, timeoutMs = 10_000 }: AdminOptions): Promise<Admin> {
  const metadata = await openProducer(connection, {});
  const requests = native.AdminClient.create(clientConfig(connection));
  routeLogs(requests, connection.logger ?? silentLogger);
  let closing: Promise<void> | undefined;

  const offsets = async (topic: string) => {
    const partitions = (await allTopics(metadata, timeoutMs)).get(topic) ?? [];
    return listOffsets(requests, topic, partitions, timeoutMs);
  };

  return {
    ensureTopics: (topics) => ensureTopics({ connection, metadata, requests, timeoutMs }, topics),
    topics: async () => [...(await allTopics(metadata, timeoutMs)).keys()],
    offsets,
    async lag(groupId, topics) {
      const ranges = (await Promise.all(topics.map(offsets))).flat();
      if (ranges.length === 0) return [];
      const committed = await committedOffsets(requests, groupId, ranges, timeoutMs);
      return ranges.map(({ topic, partition, earliest, end }) => {
        const next = committed.get(`${topic}/${partition}`);
        return {
          topic,
          partition,
          committed: next,
          end,
          lag: Math.max(0, end - Math.max(next ?? earliest, earliest)),
        };
      });
    },
    close() {
      closing ??= Promise.resolve().then(async () => {
        requests.disconnect();
        await closeProducer(metadata, 0);
      });
      return closing;
    },
  };
}

/**
 * Makes missing topics over a connection of its own.
 *
 * @throws {ConnectionError} no broker answers.
 * @throws {TopicError} a topic could not be created.
 */
export async function ensureTopicsAt(
  connection: ConnectionOptions,
  topics: readonly TopicSpec[],
): Promise<void> {
  const cluster = await admin({ connection });
  try {
    await cluster.ensureTopics(topics);
  } finally {
    await cluster.close();
  }
}
