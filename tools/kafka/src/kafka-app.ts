import {
  notifyParent,
  ServiceError,
  type AppContext,
  type RunningApp,
} from '@wikistream/service-kit';
import { LocalKafkaError } from './errors.js';
import type { KafkaSettings } from './settings.js';
import { startKafka } from './start-kafka.js';

/** Runs the broker until it is told to stop. */
export async function startKafkaApp(context: AppContext<KafkaSettings>): Promise<RunningApp> {
  const { settings, logger, health, signal } = context;
  const { host, port, heap, dataDir } = settings;
  const kafka = await startKafka({
    host,
    port,
    heap,
    ...(dataDir === undefined ? {} : { dataDir }),
    onDownload: (count, repository) =>
      logger.info(`Downloading Kafka: ${count} jars from ${repository}`),
  }).catch((error: unknown) => {
    if (!(error instanceof LocalKafkaError)) throw error;
    throw new ServiceError('ERR_APP', error.message, { cause: error });
  });
  logger.info({ brokers: kafka.brokers }, `Kafka ${kafka.version} at ${kafka.brokers}`);
  health.ready('broker', true);
  notifyParent({ type: 'kafka', url: kafka.brokers });
  const exited = kafka.exited.then(() => {
    if (!signal.aborted) throw new ServiceError('ERR_APP', 'Kafka ended by itself.');
  });
  return { done: exited, stop: () => kafka.stop() };
}
