import { admin, TopicError, type ConnectionOptions } from '@wikistream/kafka-io';
import {
  kafkaConnection,
  ServiceError,
  type AppContext,
  type RunningApp,
} from '@wikistream/service-kit';
import {
  streamEvents,
  UserDirectory,
  wikipediaArticles,
  type StreamOptions,
} from '@wikistream/wiki-events';
import { enricher, type Enrich } from './enrich.js';
import { producerMetrics } from './metrics.js';
import { parseMoment } from './moment.js';
import { Publisher } from './publisher.js';
import { pump, type ArticleChange } from './pump.js';
import { logReport, Progress } from './report.js';
import { retry } from './retry.js';
import type { ProducerSettings } from './settings.js';
import { producerTopics, type ProducerTopics, type StoredCursor } from './topics.js';

type Context = AppContext<ProducerSettings>;
type Options = StreamOptions<ArticleChange, ArticleChange>;

const CLIENT = 'wikistream-producer/0.1.0';
const PROGRESS_MS = 10_000;
/** Kafka takes records of up to a megabyte; what is longer than this is dead-lettered in part. */
const MAX_EVENT_BYTES = 524_288;
/** Keeps the cursor record well below Kafka's bound even in the densest stream. */
const RECENT_LIMIT = 5_000;

/** Reads EventStreams into Kafka until told to stop, or until `--until` or `--max-events`. */
export async function startProducer(context: Context): Promise<RunningApp> {
  const options = streamOptions(context.settings);
  // Finds fault with the options now, before anything is connected.
  streamEvents(options);
  context.health.ready('kafka', false, 'connecting');
  context.health.ready('stream', false, 'connecting');
  return { done: run(context, options) };
}

async function run(context: Context, options: Options): Promise<void> {
  const { settings, logger, signal, health, metrics } = context;
  const connection = { ...kafkaConnection(settings), clientId: 'wikistream-producer', logger };
  const topics = producerTopics(settings.partitions);
  await ensureTopics(context, connection, topics);
  const { hostname: source } = new URL(settings.eventstreamsUrl);
  const { transactionalId, transactionTimeoutMs } = settings;
  const publisher = new Publisher({
    connection,
    transactionalId,
    transactionTimeoutMs,
    topics,
    source,
    logger,
    signal,
  });
  try {
    const stored = await publisher.open();
    health.ready('kafka', true);
    checkSource(stored, source, transactionalId);
    announceStart(context, stored);

    const end = new AbortController();
    const stream = streamEvents<ArticleChange>({
      ...options,
      ...(stored ? { state: stored.state } : {}),
      signal: AbortSignal.any([signal, end.signal]),
    });
    const enrich = enrichment(context);
    const progress = new Progress(logger, stream.stats);
    const recorded = producerMetrics(metrics, stream.stats, () => progress.behind(Date.now()));
    const timer = setInterval(() => progress.tick(Date.now()), PROGRESS_MS);
    try {
      await pump({
        stream,
        endStream: () => end.abort(),
        publish: async (batch) =>
          publisher.publish({ ...batch, articles: await enrich(batch.articles) }),
        timeZone: settings.timeZone,
        commitIntervalMs: settings.commitIntervalMs,
        commitRecords: settings.commitRecords,
        maxEvents: settings.maxEvents,
        onReport: (report) => {
          if (report.type === 'connected') health.ready('stream', true);
          if (report.type === 'disconnected' && report.cause !== 'planned') {
            health.ready('stream', false, report.detail);
          }
          logReport(logger, report);
        },
        onDeadLetter: (error) => logger.warn({ code: error.code }, `dead letter: ${error.message}`),
        onCommit: ({ articles, deadLetters }, durationMs) => {
          recorded.produced.inc(articles.length);
          recorded.deadLetters.inc(deadLetters.length);
          recorded.transaction.observe(durationMs / 1000);
        },
      });
    } finally {
      clearInterval(timer);
    }
    logger.info({ ...stream.stats }, 'producer finished');
  } finally {
    await publisher.close(2_000);
  }
}

function enrichment({ settings, logger }: Context): Enrich {
  if (!settings.enrich) return (articles) => Promise.resolve(articles);
  const directory = new UserDirectory({
    contact: settings.contact,
    client: CLIENT,
    endpoint: (host) => settings.enrichEndpoint.replace('{host}', host),
    onFailure: (error) => logger.warn({ err: error }, 'articles go out without user details'),
  });
  return enricher(directory, settings.timeZone, settings.enrichWithinMs);
}

function streamOptions(settings: ProducerSettings): Options {
  const now = Date.now();
  const { since, until } = settings;
  const types = settings.types.split(',') as ('new' | 'edit')[];
  return {
    contact: settings.contact,
    client: CLIENT,
    url: settings.eventstreamsUrl,
    filter: wikipediaArticles(...types),
    maxFrameBytes: MAX_EVENT_BYTES,
    recentLimit: RECENT_LIMIT,
    ...(since === undefined ? {} : { since: parseMoment(since, now) ?? now }),
    ...(until === undefined ? {} : { until: parseMoment(until, now) ?? now }),
  };
}

async function ensureTopics(
  { logger, signal }: Context,
  connection: ConnectionOptions,
  topics: ProducerTopics,
): Promise<void> {
  const ensure = async (): Promise<void> => {
    const client = await admin({ connection });
    try {
      const ensured = await client.ensureTopics([
        topics.articles,
        topics.deadLetters,
        topics.cursor,
      ]);
      for (const { name, created, partitions, drift } of ensured) {
        if (created) logger.info({ topic: name, partitions }, 'created topic');
        if (drift) logger.debug({ topic: name }, `topic ${name} ${drift}`);
      }
    } finally {
      await client.close();
    }
  };
  const fatal = (error: unknown): boolean => error instanceof TopicError;
  await retry(ensure, { what: 'reach Kafka', logger, signal, fatal });
}

/** Positions of one source mean nothing to another, and would silently skip or repeat. */
function checkSource(stored: StoredCursor | undefined, source: string, id: string): void {
  if (stored === undefined || stored.source === source) return;
  throw new ServiceError(
    'ERR_APP',
    `The cursor stored under the transactional id "${id}" was taken from ${stored.source}, not from ` +
      `${source}. Give another --transactional-id to read from ${source}.`,
  );
}

function announceStart({ logger, settings }: Context, stored: StoredCursor | undefined): void {
  if (stored) {
    const ignored = settings.since === undefined ? '' : '; --since does not apply';
    logger.info({ cursor: stored.updated_at }, `going on from the stored cursor${ignored}`);
  } else if (settings.since === undefined) logger.info('no cursor is stored: beginning now');
  else logger.info({ since: settings.since }, 'no cursor is stored: beginning in the past');
}
