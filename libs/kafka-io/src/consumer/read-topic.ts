import { randomUUID } from 'node:crypto';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { ConsumerError, TopicError } from '../errors.js';
import { Code, isAway, isRefused, nativeCode } from '../native/errors.js';
import { topicPartitions } from '../native/metadata.js';
import { queryWatermarks } from '../native/watermarks.js';
import { backoffMs, pause } from '../timing/backoff.js';
import { unlessAborted } from '../timing/bounded.js';
import type { ConsumedRecord, Position } from '../topic/message.js';
import type { Topic } from '../topic/topic.js';
import { PollingConsumer, type IsolationLevel } from './poll.js';
import { decodeRecord, type RawRecord } from './raw-record.js';
import { Stall } from './stall.js';

export interface ReadTopicOptions<K, V> {
  readonly connection: ConnectionOptions;
  readonly topic: Topic<K, V>;
  /** Default `read_committed`. */
  readonly isolation?: IsolationLevel;
  /** Ends the reading at once, whatever it waits for; the signal's reason is thrown. */
  readonly signal?: AbortSignal;
  /** How long brokers that are away are waited for, in ms (default 60,000). */
  readonly stallMs?: number;
  /**
   * What to do with a record that does not match the topic, or has no value; default: throw its
   * error. Returning skips it.
   */
  readonly onUnreadable?: (error: Error, position: Position) => void;
}

const STALL_MS = 60_000;
const REQUEST_MS = 10_000;
const BACKOFF = { initialMs: 50, maxMs: 1_000 };
const POLL_RECORDS = 1_000;

/**
 * Reads a topic from its first record to the ends its partitions had at the call, then ends. Belongs
 * to no group and commits nothing.
 *
 * @throws {TopicError} there is no such topic.
 * @throws {OutageError} the brokers have not got on with it for `stallMs`.
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
  readonly stallMs?: number | undefined;
}

/** As {@link readTopic}, without decoding. */
export async function* readRaw(
  options: ReadRawOptions,
): AsyncGenerator<RawRecord, void, undefined> {
  const { connection, topic, isolation = 'read_committed', signal } = options;
  const stall = new Stall(`reading ${topic.name}`, options.stallMs ?? STALL_MS);
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
    await unlessAborted(consumer.connect(), signal);
    const open = await openPartitions(consumer, topic.name, stall, signal);
    consumer.native.assign(
      [...open.keys()].map((partition) => ({ topic: topic.name, partition, offset: 0 })),
    );
    while (open.size > 0) {
      signal?.throwIfAborted();
      const before = open.size;
      const { records, ends } = await poll(consumer, topic.name, stall);
      for (const record of records) {
        const end = open.get(record.partition);
        if (end !== undefined && record.offset < end) yield record;
        // The markers of transactions lie between records, so the end itself may never be seen.
        if (end !== undefined && record.offset + 1 >= end) open.delete(record.partition);
      }
      for (const { partition, offset } of ends) {
        if (offset >= (open.get(partition) ?? Infinity)) open.delete(partition);
      }
      if (records.length > 0 || open.size < before) stall.over();
      else {
        stall.check(`with ${open.size} partitions not read to their ends`);
        await consumer.wait(100);
      }
    }
  } finally {
    signal?.removeEventListener('abort', wake);
    const closed = consumer.close();
    // A request that is under way holds the client up, and nobody waits for it any more.
    if (signal?.aborted) closed.catch(() => undefined);
    else await closed;
  }
}

/** The partitions that hold anything, with the offsets they end at now. */
async function openPartitions(
  consumer: PollingConsumer,
  topic: string,
  stall: Stall,
  signal: AbortSignal | undefined,
): Promise<Map<number, number>> {
  const ask = <T>(request: () => Promise<T>) => throughOutages(request, stall, signal);
  const partitions = await ask(() => topicPartitions(consumer.native, topic, REQUEST_MS));
  if (partitions.length === 0) throw new TopicError(topic, `there is no topic ${topic}`);
  const open = new Map<number, number>();
  for (const partition of partitions) {
    const range = await ask(() => queryWatermarks(consumer.native, topic, partition, REQUEST_MS));
    if (range.highOffset > range.lowOffset) open.set(partition, range.highOffset);
  }
  return open;
}

/** Repeats a request until brokers answer it, for as long as they may take. */
async function throughOutages<T>(
  request: () => Promise<T>,
  stall: Stall,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await unlessAborted(request(), signal);
      stall.over();
      return answer;
    } catch (error) {
      signal?.throwIfAborted();
      if (!isAway(error)) throw error;
      stall.blame(error);
      stall.check('without an answer');
      await pause(backoffMs(attempt, BACKOFF), signal);
    }
  }
}

async function poll(consumer: PollingConsumer, topic: string, stall: Stall) {
  try {
    return await consumer.poll(POLL_RECORDS);
  } catch (cause) {
    if (isRefused(cause) || nativeCode(cause) === Code.fatal) {
      throw new ConsumerError(`may not read ${topic}: ${(cause as Error).message}`, { cause });
    }
    stall.blame(cause);
    return { records: [], ends: [] };
  }
}
