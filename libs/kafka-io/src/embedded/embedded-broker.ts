import { ConnectionError } from '../errors.js';
import { silentLogger, type Logger } from '../logger.js';
import { call } from '../native/call.js';
import { routeLogs } from '../native/log.js';
import { touchTopic } from '../native/metadata.js';
import { native } from '../native/rdkafka.js';

export interface EmbeddedBrokerOptions {
  /** Number of brokers (default 1). */
  readonly brokers?: number;
  /** Topics to have from the start; others come into being on first use. */
  readonly topics?: readonly { readonly name: string }[];
  readonly logger?: Logger;
}

/** A Kafka cluster inside this process. */
export interface EmbeddedBroker {
  /** Where it listens, on loopback: `127.0.0.1:<port>[,…]`, for clients of any process. */
  readonly brokers: string;
  close(): Promise<void>;
}

/** Partitions a topic of an embedded broker has; fixed by librdkafka. */
export const EMBEDDED_PARTITIONS = 4;

/**
 * Starts librdkafka's mock cluster and reaches it over TCP: real Kafka protocol, no Java, no files.
 *
 * Good for demonstrations and tests: produces, consumes, balances groups, keeps committed offsets
 * and runs transactions. Its limits: everything is in memory, only the newest 5 MB of a partition
 * are kept, every topic has {@link EMBEDDED_PARTITIONS} partitions, topics cannot be created by the
 * admin protocol, and records of aborted transactions are visible to every reader.
 *
 * @throws {ConnectionError} the cluster did not come up.
 */
export async function embeddedBroker(options: EmbeddedBrokerOptions = {}): Promise<EmbeddedBroker> {
  // The cluster lives in the client that asked for it: the client stays open as its host.
  const host = new native.Producer({
    'test.mock.num.brokers': options.brokers ?? 1,
    'client.id': 'embedded-broker',
    log_level: 3,
  });
  routeLogs(host, options.logger ?? silentLogger);

  const metadata = await call<{ brokers: { host: string; port: number }[] }>((done) =>
    host.connect({ allTopics: true, timeout: 10_000 }, done as never),
  ).catch((cause: unknown) => {
    throw new ConnectionError('the embedded broker did not start', { cause, failure: 'not-ready' });
  });
  for (const { name } of options.topics ?? []) await touchTopic(host, name);

  let closing: Promise<void> | undefined;
  return {
    brokers: metadata.brokers.map((broker) => `${broker.host}:${broker.port}`).join(','),
    close() {
      closing ??= call<unknown>((done) => host.disconnect(0, done)).then(() => undefined);
      return closing;
    },
  };
}
