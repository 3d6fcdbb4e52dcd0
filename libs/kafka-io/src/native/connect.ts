import type { ConnectionOptions } from '../connection/connection-options.js';
import { ConnectionError } from '../errors.js';
import { call } from './call.js';
import type { NativeConsumer, NativeProducer } from './rdkafka.js';

/** Connects a native client, or throws {@link ConnectionError} after `timeoutMs`. */
export async function connectNative(
  client: NativeConsumer | NativeProducer,
  connection: ConnectionOptions,
  timeoutMs = 10_000,
): Promise<void> {
  try {
    await call<unknown>((done) => client.connect({ allTopics: false, timeout: timeoutMs }, done));
  } catch (cause) {
    throw new ConnectionError(
      `no Kafka broker of ${connection.brokers} answered within ${timeoutMs / 1000} s ` +
        `(${cause instanceof Error ? cause.message : String(cause)}); check the addresses, TLS and credentials`,
      { cause },
    );
  }
}
