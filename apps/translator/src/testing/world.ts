import { createProducer, type ConsumedRecord } from '@wikistream/kafka-io';
import { embeddedBroker, readAll, type EmbeddedBroker } from '@wikistream/kafka-io/testing';
import {
  Health,
  readSettings,
  startHealthServer,
  type AppContext,
  type Logger,
} from '@wikistream/service-kit';
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

/** A running translator on its own broker and model server, its health server included. */
export async function start(
  broker: EmbeddedBroker,
  env: Record<string, string>,
  onLine: (line: string, stop: () => void) => void = () => {},
) {
  const stopping = new AbortController();
  const metrics = new Registry();
  const health = new Health();
  const lines: string[] = [];
  const context: AppContext<TranslatorSettings> = {
    settings: readSettings(TranslatorSettings, new Map(), {
      KAFKA_BROKERS: broker.brokers,
      ...env,
    }),
    logger: loggerInto((line) => {
      lines.push(line);
      onLine(line, () => stopping.abort());
    }),
    metrics,
    health,
    signal: stopping.signal,
    args: [],
  };
  const server = await startHealthServer({ host: '127.0.0.1', port: 0, health, metrics });
  const app = await startTranslator(context).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  const scrape = async () => (await fetch(`${server.url}/metrics`)).text();
  return {
    health,
    lines,
    /** A metric as Prometheus reads it: the sum of the samples that have the label's value. */
    async metric(name: string, label?: string): Promise<number> {
      const samples = (await scrape()).matchAll(
        new RegExp(`^wikistream_translator_${name}(\\{[^}]*\\})? (\\S+)$`, 'gm'),
      );
      return [...samples]
        .filter(([, labels = '']) => label === undefined || labels.includes(`="${label}"`))
        .reduce((sum, [, , value]) => sum + Number(value), 0);
    },
    async stop() {
      stopping.abort();
      await app.stop?.(5_000);
      await app.done;
      await server.close();
    },
  };
}

/** A logger of what operators read by default: information, warnings, errors. */
function loggerInto(take: (line: string) => void): Logger {
  const keep = (...words: unknown[]) => take(String(words.at(-1)));
  const drop = () => {};
  return { info: keep, warn: keep, error: keep, fatal: keep, debug: drop, trace: drop } as never;
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
