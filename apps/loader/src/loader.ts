import { hostname } from 'node:os';
import {
  jsonCodec,
  loadTopic,
  stringCodec,
  topic,
  type RunningLoad,
  type Topic,
} from '@wikistream/kafka-io';
import {
  kafkaConnection,
  ServiceError,
  type AppContext,
  type ReadinessCheck,
  type RunningApp,
} from '@wikistream/service-kit';
import { NewArticleSchema, TOPICS, TranslatedArticleSchema } from '@wikistream/wiki-events';
import { openPool } from './database-pool.js';
import { loaderGauges, loaderMetrics } from './metrics.js';
import { isOutage, throughOutages } from './offsets/outage.js';
import { createOffsetsTable, postgresOffsetStore } from './offsets/postgres-offset-store.js';
import type { LoaderSettings } from './settings.js';
import { articlesTable, translationsTable } from './tables/pipeline-tables.js';
import { storable } from './tables/storable.js';
import { upsert, type Table } from './tables/table.js';

const ARTICLES = topic({
  name: TOPICS.articles,
  key: stringCodec,
  value: storable(jsonCodec(NewArticleSchema), articlesTable),
});
const TRANSLATIONS = topic({
  name: TOPICS.translations,
  key: stringCodec,
  value: storable(jsonCodec(TranslatedArticleSchema), translationsTable),
});

/** Loads both topics into their tables until it is stopped. */
export async function startLoader(context: AppContext<LoaderSettings>): Promise<RunningApp> {
  const { settings, logger, metrics: register, health, signal } = context;
  if (settings.databaseTarget !== 'postgres') {
    throw new ServiceError(
      'ERR_APP',
      'The loader fills a PostgreSQL warehouse; RisingWave reads Kafka by itself. Set DATABASE_TARGET to postgres, or do not run the loader.',
    );
  }
  const connection = {
    ...kafkaConnection(settings),
    clientId: `wikistream-loader@${hostname()}`,
    logger,
  };
  const pool = openPool(settings, logger);
  await throughOutages(() => createOffsetsTable(pool.native), { logger, signal });

  const metrics = loaderMetrics(register);
  const newest = new Map<string, number>();
  const store = postgresOffsetStore(pool.native, {
    scope: settings.offsetsScope,
    groupId: settings.groupId,
  });

  const load = <Message>(
    source: Topic<string, Message>,
    table: Table<Message>,
  ): Promise<RunningLoad> =>
    loadTopic({
      connection,
      topic: source,
      groupId: `${settings.groupId}-${table.name}`,
      groupProtocol: settings.groupProtocol,
      sessionTimeoutMs: settings.sessionTimeoutMs,
      store,
      batch: { maxRecords: settings.batchRows, maxWaitMs: settings.batchMilliseconds },
      isRetriable: isOutage,
      write: async (client, records) => {
        const { text, values } = upsert(
          table,
          records.map(({ value }) => value),
        );
        await client.query(text, values);
      },
      onCommit: ({ records, durationMs, newestTimestamp }) => {
        metrics.rows.inc({ table: table.name }, records);
        metrics.transactionSeconds.observe({ table: table.name }, durationMs / 1000);
        if (newestTimestamp !== undefined) newest.set(table.name, newestTimestamp);
      },
      onDeadLetter: (error, record) => {
        metrics.deadLetters.inc({ table: table.name });
        logger.warn({ ...record, reason: error.message }, 'record sent to the dead-letter topic');
      },
      onExpired: ({ atMost }) => metrics.expired.inc({ table: table.name }, atMost),
      onOffsetLost: (error) => logger.warn({ err: error }, error.message),
    });

  const loads = new Map([
    [articlesTable.name, await load(ARTICLES, articlesTable)],
    [translationsTable.name, await load(TRANSLATIONS, translationsTable)],
  ]);
  loaderGauges(register, () =>
    [...loads].map(([table, running]) => {
      const at = newest.get(table);
      return {
        table,
        lag: running.stats().lag,
        behindSeconds: at === undefined ? undefined : (Date.now() - at) / 1000,
      };
    }),
  );
  for (const [table, running] of loads) {
    health.ready(table, false, 'waiting for partitions');
    running.assigned.then(
      () => health.watch(table, () => readiness(running)),
      () => health.ready(table, false, 'ended before it had partitions'),
    );
  }

  const stop = async (deadlineMs?: number) => {
    await Promise.all([...loads.values()].map((running) => running.stop(deadlineMs)));
  };
  return {
    // One load that cannot go on takes the other with it; the supervisor starts both anew.
    done: Promise.all([...loads.values()].map((running) => running.done))
      .then(() => undefined)
      .finally(async () => {
        await stop();
        await pool.close();
      }),
    stop,
  };
}

function readiness(running: RunningLoad): ReadinessCheck {
  const { waitingSince } = running.stats();
  if (!waitingSince) return { ready: true };
  return {
    ready: false,
    detail: `waiting for an outage to end since ${waitingSince.toISOString()}`,
  };
}
