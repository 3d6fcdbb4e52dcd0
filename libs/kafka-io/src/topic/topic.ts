import { stringCodec, type Codec } from './codec.js';

/** A topic: its name, and what its keys and values are. */
export interface Topic<K, V> {
  readonly name: string;
  readonly key: Codec<K>;
  readonly value: Codec<V>;
  /** Partitions it is created with; default: the cluster's own default. */
  readonly partitions?: number;
  /** Topic configuration it is created with, e.g. `{ 'cleanup.policy': 'compact' }`. */
  readonly config?: Readonly<Record<string, string>>;
}

export interface TopicOptions<K, V> {
  readonly name: string;
  /** Default: UTF-8 text. */
  readonly key?: Codec<K>;
  readonly value: Codec<V>;
  readonly partitions?: number;
  readonly config?: Readonly<Record<string, string>>;
}

// The limit and the characters the brokers allow.
const NAME = /^[a-zA-Z0-9._-]{1,249}$/;

/**
 * Describes a topic.
 *
 * @throws {RangeError} the name is one no broker takes, or the partition count is not positive.
 */
export function topic<V, K = string>(options: TopicOptions<K, V>): Topic<K, V> {
  const { name, partitions } = options;
  if (!NAME.test(name) || name === '.' || name === '..') {
    throw new RangeError(`"${name}" is not a topic name: 1 to 249 of a-z A-Z 0-9 . _ -`);
  }
  if (partitions !== undefined && !(Number.isInteger(partitions) && partitions > 0)) {
    throw new RangeError(`topic "${name}": ${partitions} is not a number of partitions`);
  }
  // Without a key codec K is `string`, which the type of the parameter can not express.
  return { key: stringCodec as Codec<unknown> as Codec<K>, ...options };
}
