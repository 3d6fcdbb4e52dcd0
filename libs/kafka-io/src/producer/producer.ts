import type { ConnectionOptions } from '../connection/connection-options.js';
import { ClosedError, DeliveryError } from '../errors.js';
import { isAway } from '../native/errors.js';
import type { Message } from '../topic/message.js';
import type { Topic } from '../topic/topic.js';
import { encodeMessage } from './encode.js';
import { enqueueAll } from './enqueue.js';
import { closeProducer, openProducer } from './native-producer.js';
import { deferred } from '../timing/deferred.js';

/** Sends messages, each acknowledged by all in-sync replicas, without duplicates from retries. */
export interface Producer {
  /**
   * Resolves when the brokers have acknowledged every message. Send many at once, or do not await
   * each: a call per message pays a round trip per message.
   *
   * @throws {CodecError} a message does not match its topic; nothing was sent.
   * @throws {DeliveryError} the brokers did not take a message within `deliveryTimeoutMs`. Others of
   *   the same call may have been delivered.
   */
  send<K, V>(topic: Topic<K, V>, messages: Message<K, V> | readonly Message<K, V>[]): Promise<void>;
  /** Waits for what is under way, at most `deadlineMs` (default 5,000), and disconnects. */
  close(deadlineMs?: number): Promise<void>;
}

export interface ProducerOptions {
  readonly connection: ConnectionOptions;
  /** How long brokers that are away are waited for, in ms (default 120,000). */
  readonly deliveryTimeoutMs?: number;
}

const DELIVERY_MS = 120_000;

interface Delivery {
  delivered(): void;
  failed(error: Error): void;
}

/**
 * Connects a producer.
 *
 * @throws {ConnectionError} no broker answers.
 */
export async function createProducer(options: ProducerOptions): Promise<Producer> {
  const { connection, deliveryTimeoutMs = DELIVERY_MS } = options;
  const client = await openProducer(connection, {
    dr_cb: true,
    'message.timeout.ms': deliveryTimeoutMs,
  });
  let closing: Promise<void> | undefined;

  client.on('delivery-report', (error, report) => {
    const delivery = report.opaque as Delivery | undefined;
    if (error as unknown) delivery?.failed(error as unknown as Error);
    else delivery?.delivered();
  });

  return {
    async send(topic, messages) {
      if (closing) throw new ClosedError('the producer is closed');
      const encoded = (Array.isArray(messages) ? messages : [messages]).map((message) =>
        encodeMessage(topic, message as Message<never, never>),
      );
      if (encoded.length === 0) return;
      const sent = deferred();
      let missing = encoded.length;
      const delivery: Delivery = {
        delivered: () => {
          missing -= 1;
          if (missing === 0) sent.resolve();
        },
        failed: (cause) => {
          sent.reject(
            new DeliveryError(
              topic.name,
              `a message for ${topic.name} was not taken: ${cause.message}`,
              { cause, retriable: isAway(cause) },
            ),
          );
        },
      };
      try {
        await enqueueAll(client, encoded, delivery);
      } catch (cause) {
        delivery.failed(cause as Error);
      }
      await sent.promise;
    },
    close(deadlineMs = 5_000) {
      closing ??= closeProducer(client, deadlineMs);
      return closing;
    },
  };
}
