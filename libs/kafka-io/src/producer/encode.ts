import { CodecError } from '../errors.js';
import type { Message } from '../topic/message.js';
import type { Topic } from '../topic/topic.js';

/** A message as bytes, ready to be produced. */
export interface EncodedMessage {
  readonly topic: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp: number | null;
  readonly headers: { [name: string]: string | Buffer }[] | undefined;
}

/** Encodes a message. Throws {@link CodecError}, which names the topic and the key. */
export function encodeMessage<K, V>(topic: Topic<K, V>, message: Message<K, V>): EncodedMessage {
  try {
    return {
      topic: topic.name,
      key: message.key === null || message.key === undefined ? null : topic.key.encode(message.key),
      value: message.value === null ? null : topic.value.encode(message.value),
      timestamp: message.timestamp ?? null,
      headers: message.headers && headerList(message.headers),
    };
  } catch (cause) {
    if (!(cause instanceof CodecError)) throw cause;
    throw new CodecError(`message for ${topic.name}${ofKey(message.key)}: ${cause.message}`, {
      cause,
    });
  }
}

/** Encodes messages as they are asked for: the client has copied one when the next is made. */
export function* encodeAll<K, V>(
  topic: Topic<K, V>,
  messages: readonly Message<K, V>[],
): Generator<EncodedMessage, void> {
  for (const message of messages) yield encodeMessage(topic, message);
}

function headerList(headers: Readonly<Record<string, string | Buffer>>) {
  return Object.entries(headers).map(([name, value]) => ({ [name]: value }));
}

function ofKey(key: unknown): string {
  return typeof key === 'string' ? ` with the key ${JSON.stringify(key.slice(0, 100))}` : '';
}
