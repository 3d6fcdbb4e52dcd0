import { randomUUID } from 'node:crypto';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { ConsumerError, TopicError } from '../errors.js';
import { call } from '../native/call.js';
import { Code, isRefused, nativeCode } from '../native/errors.js';
import { topicPartitions } from '../native/metadata.js';
import type { ConsumedRecord, Position } from '../topic/message.js';
import type { Topic } from '../topic/topic.js';
import { PollingConsumer, type IsolationLevel } from './poll.js';
import { decodeRecord, type RawRecord } from './raw-record.js';

export interface ReadTopicOptions<K, V> {
  readonly connection: ConnectionOptions;
  readonly topic: Topic<K, V>;
  /** Default `read_committed`. */
  readonly isolation?: IsolationLevel;
  readonly signal?: AbortSignal;
  /**
   * What to do with a record that does not match the topic, or has no value; default: throw its
   * error. Returning skips it.
   */
  readonly onUnreadable?: (error: Error, position: Position) => void;
}

const REQUEST_MS = 10_000;
const POLL_RECORDS = 1_000;

/**
 * Reads a topic from its first record to the ends its partitions had at the call, then ends. Belongs
 * to no group and commits nothing.
 *
 * @throws {TopicError} there is no such topic.
 * @throws {CodecError | TombstoneError} a record is unreadable and `onUnreadable` is not given.
 */
export async function* readTopic<K, V>(
  options: ReadTopicOptions<K, V>,
): AsyncGenerator<ConsumedRecord<K, V>, void, undefined> {
  const { topic, signal, onUnreadable } = options;
  for await (const raw of readRaw(options)) {
    signal?.throwIfAborted();
    let record: ConsumedRecord<K, V>;
    try {
      record = decodeRecord(topic, raw);
    } catch (error) {
      if (!onUnreadable) throw error;
      onUnreadable(error as Error, raw);
      continue;
    }
    yield record;
  }
}

interface ReadRawOptions {
  readonly connection: ConnectionOptions;
  readonly topic: { readonly name: string };
  readonly isolation?: IsolationLevel | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** As {@link readTopic}, without decoding. */
export async function* readRaw(
  options: ReadRawOptions,
): AsyncGenerator<RawRecord, void, undefined> {
  const { connection, topic, isolation = 'read_committed', signal } = options;
  const consumer = new PollingConsumer(connection, {
    // The client library insists on a group id; nothing is ever committed under it.
    'group.id': `read-${randomUUID()}`,
    'isolation.level': isolation,
    'auto.offset.reset': 'earliest',
    'allow.auto.create.topics': false,
    // Behind the last record may lie the marker of a transaction: the brokers tell that this is the
    // end when they have waited so long for more.
    'fetch.wait.max.ms': 20,
  });
  const wake = () => consumer.wake();
  signal?.addEventListener('abort', wake);
  try {
    await consumer.connect();
    const open = await openPartitions(consumer, topic.name);
    consumer.native.assign(
      [...open.keys()].map((partition) => ({ topic: topic.name, partition, offset: 0 })),
    );
    while (open.size > 0) {
      signal?.throwIfAborted();
      const { records, ends } = await poll(consumer, topic.name);
      for (const record of records) {
        const end = open.get(record.partition);
        if (end !== undefined && record.offset < end) yield record;
        // The markers of transactions lie between records, so the end itself may never be seen.
        if (end !== undefined && record.offset + 1 >= end) open.delete(record.partition);
      }
      for (const { partition, offset } of ends) {
        if (offset >= (open.get(partition) ?? Infinity)) open.delete(partition);
      }
      if (records.length === 0) await consumer.wait(100);
    }
  } finally {
    signal?.removeEventListener('abort', wake);
    await consumer.close();
  }
}

/** The partitions that hold anything, with the offsets they end at now. */
async function openPartitions(
  consumer: PollingConsumer,
  topic: string,
): Promise<Map<number, number>> {
  const partitions = await topicPartitions(consumer.native, topic, REQUEST_MS);
  if (partitions.length === 0) throw new TopicError(topic, `there is no topic ${topic}`);
  const open = new Map<number, number>();
  for (const partition of partitions) {
    const range = await call<{ lowOffset: number; highOffset: number }>((done) => {
      consumer.native.queryWatermarkOffsets(topic, partition, REQUEST_MS, done as never);
    });
    if (range.highOffset > range.lowOffset) open.set(partition, range.highOffset);
  }
  return open;
}

async function poll(consumer: PollingConsumer, topic: string) {
  try {
    return await consumer.poll(POLL_RECORDS);
  } catch (cause) {
    if (isRefused(cause) || nativeCode(cause) === Code.fatal) {
      throw new ConsumerError(`may not read ${topic}: ${(cause as Error).message}`, { cause });
    }
    return { records: [], ends: [] };
  }
}
