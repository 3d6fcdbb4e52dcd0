import { clientConfig, type ClientConfig } from '../connection/client-config.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { silentLogger } from '../logger.js';
import { call } from '../native/call.js';
import { connectNative } from '../native/connect.js';
import { routeLogs } from '../native/log.js';
import { native, type NativeProducer } from '../native/rdkafka.js';

/** Properties every producer of this library has. */
const COMMON: ClientConfig = {
  'enable.idempotence': true,
  // The partitioner of the Java client: a key goes to the same partition whoever produces it.
  partitioner: 'murmur2_random',
  'compression.codec': 'lz4',
  'linger.ms': 5,
};

export async function openProducer(
  connection: ConnectionOptions,
  extra: ClientConfig,
  timeoutMs?: number,
): Promise<NativeProducer> {
  const producer = new native.Producer(clientConfig(connection, { ...COMMON, ...extra }));
  routeLogs(producer, connection.logger ?? silentLogger);
  await connectNative(producer, connection, timeoutMs);
  // Delivery reports, logs and errors come by themselves, without the event loop having to ask.
  producer.setPollInBackground(true);
  return producer;
}

/** Disconnects; waits at most `flushMs` for what is queued. */
export async function closeProducer(producer: NativeProducer, flushMs: number): Promise<void> {
  if (!producer.isConnected()) return;
  await call<unknown>((done) => producer.disconnect(flushMs, done));
}
