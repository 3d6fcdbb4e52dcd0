import { createProducer, type ConsumedRecord } from '@wikistream/kafka-io';
import { embeddedBroker, readAll, type EmbeddedBroker } from '@wikistream/kafka-io/testing';
import { createLogger, Health, readSettings, type AppContext } from '@wikistream/service-kit';
import { FakeOllama, type FakeOllamaOptions } from '@wikistream/translator-core/testing';
import { TOPICS, type NewArticle, type TranslatedArticle } from '@wikistream/wiki-events';
import { Registry } from 'prom-client';
import { TranslatorSettings } from '../settings.js';
import { articles, startTranslator, translations } from '../translator.js';

/** An article with this title. */
export const article = (id: number, title: string, language = 'en'): NewArticle => ({
  id,
  opt_type: 'new',
  title,
  title_url: `https://${language}.wikipedia.org/wiki/${title}`,
  opt_time: '2026-05-01 08:00:00',
  contributor: 'Someone',
  registration: null,
  gender: 'unknown',
  edit_count: '0',
  event_id: `event-${id}`,
  wiki: `${language}wiki`,
  language_code: language,
  event_time: '2026-05-01T00:00:00.000Z',
});

/** A running translator on its own broker and model server. */
export async function start(broker: EmbeddedBroker, env: Record<string, string>) {
  const stopping = new AbortController();
  const metrics = new Registry();
  const health = new Health();
  const context: AppContext<TranslatorSettings> = {
    settings: readSettings(TranslatorSettings, new Map(), {
      KAFKA_BROKERS: broker.brokers,
      ...env,
    }),
    logger: createLogger({ name: 'translator', level: 'silent', format: 'json' }),
    metrics,
    health,
    signal: stopping.signal,
    args: [],
  };
  const app = await startTranslator(context);
  return {
    health,
    counter: async (name: string, label?: string) =>
      (await metrics.getMetricsAsJSON())
        .find((metric) => metric.name === `wikistream_translator_${name}`)
        ?.values.filter(
          ({ labels }) => label === undefined || Object.values(labels).includes(label),
        )
        .reduce((sum, { value }) => sum + value, 0) ?? 0,
    async stop() {
      stopping.abort();
      await app.stop?.(5_000);
      await app.done;
    },
  };
}

/** Writes articles as the producer does. */
export async function send(broker: EmbeddedBroker, batch: readonly NewArticle[]) {
  const producer = await createProducer({ connection: { brokers: broker.brokers } });
  await producer.send(
    articles,
    batch.map((value) => ({ key: `${value.wiki}:${value.id}`, value })),
  );
  await producer.close();
}

/** Everything translated so far. */
export const output = (
  broker: EmbeddedBroker,
): Promise<ConsumedRecord<string, TranslatedArticle>[]> =>
  readAll({ connection: { brokers: broker.brokers }, topic: translations });

/** A broker with the pipeline's topics and a model server. */
export async function setup(options: FakeOllamaOptions = {}) {
  const broker = await embeddedBroker({ topics: Object.values(TOPICS).map((name) => ({ name })) });
  const ollama = new FakeOllama(options);
  const host = await ollama.listen();
  return { broker, ollama, host };
}
