import { hostname } from 'node:os';
import { admin, jsonCodec, topic, transformTopic } from '@wikistream/kafka-io';
import { kafkaConnection, type AppContext, type RunningApp } from '@wikistream/service-kit';
import {
  articleKey,
  NewArticleSchema,
  TOPICS,
  TranslatedArticleSchema,
} from '@wikistream/wiki-events';
import { chooseBackend, requestsFor } from './choose-backend.js';
import { countResult, translatorGauges, translatorMetrics } from './metrics.js';
import { ModelOutage } from './model-outage.js';
import type { TranslatorSettings } from './settings.js';
import { translateArticles } from './translate-articles.js';

/** New articles, as the producer writes them. */
export const articles = topic({ name: TOPICS.articles, value: jsonCodec(NewArticleSchema) });
/** The same with translated titles. */
export const translations = topic({
  name: TOPICS.translations,
  value: jsonCodec(TranslatedArticleSchema),
});

/** Titles a translation by rule takes at a time: enough to make the cost of a call vanish. */
const RULE_BATCH = 500;
/** Most titles in one transaction: what a fast translator finishes while the one before is committed. */
const TRANSACTION_RECORDS = 10_000;

/** Translates from topic to topic until it is stopped. */
export async function startTranslator(
  context: AppContext<TranslatorSettings>,
): Promise<RunningApp> {
  const { settings, logger, health, signal } = context;
  const metrics = translatorMetrics(context.metrics);
  const connection = {
    ...kafkaConnection(settings),
    clientId: `wikistream-translator@${hostname()}`,
    logger,
  };
  health.ready('kafka', false, 'waiting for partitions');
  // Before the model, which may have to be downloaded: others wait for the topics alone.
  const kafka = await admin({ connection });
  try {
    await kafka.ensureTopics([articles, translations]);
  } finally {
    await kafka.close();
  }
  const translator = await chooseBackend(context, metrics);

  signal.throwIfAborted();
  const outage = new ModelOutage(context, metrics, translator.name);
  const byRule = translator.name === 'transcription';
  const loop = await transformTopic({
    connection,
    from: articles,
    to: translations,
    groupId: settings.groupId,
    groupProtocol: settings.groupProtocol,
    sessionTimeoutMs: settings.sessionTimeoutMs,
    concurrency: byRule ? 1 : requestsFor(settings.concurrency),
    recordsPerCall: byRule ? RULE_BATCH : () => translator.titlesPerRequest ?? 1,
    batch: { maxRecords: TRANSACTION_RECORDS, maxWaitMs: settings.commitMs },
    transform: async (records, { signal: unwanted }) => {
      const took = metrics.translationSeconds.startTimer();
      try {
        const outcomes = await translateArticles(
          records.map(({ value }) => value),
          translator,
          { timeZone: settings.timeZone, to: settings.target, signal: unwanted },
        );
        outage.over();
        return outcomes.map(({ article, result }) => ({
          key: articleKey(article),
          value: article,
          onCommitted: () => countResult(metrics, result),
        }));
      } catch (error) {
        throw outage.begun(error);
      } finally {
        took();
      }
    },
    onDeadLetter: (error, record) => {
      metrics.deadLetters.inc();
      logger.warn({ ...record, reason: error.message }, 'record sent to the dead-letter topic');
    },
    onExpired: ({ atMost }) => metrics.expired.inc(atMost),
  });
  translatorGauges(context.metrics, () => ({
    ...loop.stats(),
    titlesPerRequest: translator.titlesPerRequest ?? 1,
  }));
  loop.assigned.then(
    () => health.ready('kafka', true),
    // `done` tells why there will be none.
    () => undefined,
  );
  if (signal.aborted) {
    // Nobody has asked this loop to stop yet; left alone, it would keep its partitions to itself.
    await loop.stop();
    signal.throwIfAborted();
  }
  return { done: loop.done, stop: (deadlineMs) => loop.stop(deadlineMs) };
}
