import { setTimeout as delay } from 'node:timers/promises';
import { Code, isNativeError } from '../native/errors.js';
import type { NativeProducer } from '../native/rdkafka.js';
import type { EncodedMessage } from './encode.js';

const ANY_PARTITION = -1;

/** Hands a message to the client library; false when its queue is full. */
export function tryEnqueue(
  producer: NativeProducer,
  message: EncodedMessage,
  opaque?: unknown,
): boolean {
  try {
    producer.produce(
      message.topic,
      ANY_PARTITION,
      message.value,
      message.key,
      message.timestamp,
      opaque,
      message.headers,
    );
    return true;
  } catch (error) {
    if (isNativeError(error) && error.code === Code.queueFull) return false;
    throw error;
  }
}

/** Hands messages to the client library, waiting while its queue is full. */
export async function enqueueAll(
  producer: NativeProducer,
  messages: Iterable<EncodedMessage>,
  opaque?: unknown,
): Promise<void> {
  for (const message of messages) {
    while (!tryEnqueue(producer, message, opaque)) await delay(5);
  }
}
