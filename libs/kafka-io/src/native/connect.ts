import type { EventEmitter } from 'node:events';
import { diagnose } from '../connection/connection-failure.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { ConnectionError } from '../errors.js';
import { deferred } from '../timing/deferred.js';
import { call } from './call.js';
import type { LogEvent } from './log.js';
import type { NativeConsumer, NativeProducer } from './rdkafka.js';

/** How long another broker has to accept what one of them refused. */
const OTHERS_MS = 1_000;

/**
 * Connects a native client, or throws {@link ConnectionError} after `timeoutMs`, sooner where waiting
 * is of no use.
 */
export async function connectNative(
  client: NativeConsumer | NativeProducer,
  connection: ConnectionOptions,
  timeoutMs = 10_000,
): Promise<void> {
  const failures = new Set<string>();
  const hopeless = deferred<never>();
  let timer: NodeJS.Timeout | undefined;
  const listen = ({ fac, message }: LogEvent) => {
    if (fac !== 'FAIL') return;
    failures.add(message);
    if (timer || !diagnose(connection, [message]).permanent) return;
    timer = setTimeout(() => hopeless.reject(new Error('refused for good')), OTHERS_MS);
  };
  const emitter = client as EventEmitter;
  emitter.on('event.log', listen);
  const connected = call<unknown>((done) =>
    client.connect({ allTopics: false, timeout: timeoutMs }, done),
  );
  try {
    await Promise.race([connected, hopeless.promise]);
  } catch (cause) {
    // One that comes about after all is not wanted any more.
    connected.then(
      () => client.disconnect(),
      () => undefined,
    );
    const { failure, advice, detail } = diagnose(connection, [...failures]);
    const said = detail ?? (cause instanceof Error ? cause.message : String(cause));
    throw new ConnectionError(
      `no connection to Kafka at ${connection.brokers}: ${said}; ${advice}`,
      {
        cause,
        failure,
      },
    );
  } finally {
    clearTimeout(timer);
    emitter.off('event.log', listen);
  }
}
