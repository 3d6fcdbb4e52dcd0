import { setTimeout as delay } from 'node:timers/promises';
import { TopicError } from '../errors.js';
import { call } from './call.js';
import type { NativeConsumer, NativeProducer } from './rdkafka.js';

interface TopicMetadata {
  readonly name: string;
  readonly partitions: readonly { readonly id: number; readonly leader: number }[];
}

export interface ClusterMetadata {
  readonly topics: readonly TopicMetadata[];
  readonly brokers: readonly {
    readonly id: number;
    readonly host: string;
    readonly port: number;
  }[];
}

type Client = NativeConsumer | NativeProducer;

/** The brokers and all topics of the cluster. */
export function clusterMetadata(client: Client, timeoutMs: number): Promise<ClusterMetadata> {
  return ask(client, { allTopics: true, timeout: timeoutMs });
}

/** All topics of the cluster, by name, with their partition numbers. */
export async function allTopics(client: Client, timeoutMs: number): Promise<Map<string, number[]>> {
  const metadata = await clusterMetadata(client, timeoutMs);
  return new Map(metadata.topics.map((topic) => [topic.name, topic.partitions.map((p) => p.id)]));
}

/** The partition numbers of a topic; empty when there is no such topic. */
export async function topicPartitions(
  client: Client,
  name: string,
  timeoutMs: number,
): Promise<number[]> {
  return (await allTopics(client, timeoutMs)).get(name) ?? [];
}

/**
 * Asks for one topic by name, which makes it where the brokers create topics on first use, and waits
 * until its partitions have leaders.
 */
export async function touchTopic(client: Client, name: string, timeoutMs = 10_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end) {
    const { topics } = await ask(client, { topic: name, allTopics: false, timeout: timeoutMs });
    const partitions = topics.find((topic) => topic.name === name)?.partitions ?? [];
    if (partitions.length > 0 && partitions.every(({ leader }) => leader >= 0)) return;
    await delay(20);
  }
  throw new TopicError(name, `the topic ${name} is not there after ${timeoutMs / 1000} s`);
}

async function ask(
  client: Client,
  options: { topic?: string; allTopics: boolean; timeout: number },
): Promise<ClusterMetadata> {
  return call<ClusterMetadata>((done) => {
    client.getMetadata(options, done as never);
  });
}
