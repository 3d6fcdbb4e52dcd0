import { createProducer, jsonCodec, topic, type ConsumedRecord } from '@wikistream/kafka-io';
import { embeddedBroker, readAll, type EmbeddedBroker } from '@wikistream/kafka-io/testing';
import { createLogger, Health, readSettings, type AppContext } from '@wikistream/service-kit';
import { FakeOllama, type FakeOllamaOptions } from '@wikistream/translator-core/testing';
import { TOPICS, type NewArticle, type TranslatedArticle } from '@wikistream/wiki-events';
import { Registry } from 'prom-client';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TranslatorSettings } from './settings.js';
import { articles, startTranslator, translations } from './translator.js';

const article = (id: number, title: string, language = 'en'): NewArticle => ({
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
async function start(broker: EmbeddedBroker, env: Record<string, string>) {
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

async function send(broker: EmbeddedBroker, batch: readonly NewArticle[]) {
  const producer = await createProducer({ connection: { brokers: broker.brokers } });
  await producer.send(
    articles,
    batch.map((value) => ({ key: `${value.wiki}:${value.id}`, value })),
  );
  await producer.close();
}

const output = (broker: EmbeddedBroker): Promise<ConsumedRecord<string, TranslatedArticle>[]> =>
  readAll({ connection: { brokers: broker.brokers }, topic: translations });

async function untilTranslated(broker: EmbeddedBroker, count: number) {
  await expect.poll(async () => (await output(broker)).length, { timeout: 15_000 }).toBe(count);
  return (await output(broker)).map(({ value }) => value).sort((a, b) => a.id - b.id);
}

async function setup(options: FakeOllamaOptions = {}) {
  const broker = await embeddedBroker({ topics: Object.values(TOPICS).map((name) => ({ name })) });
  const ollama = new FakeOllama(options);
  const host = await ollama.listen();
  return { broker, ollama, host };
}

describe('the translator, from topic to topic', () => {
  let world: Awaited<ReturnType<typeof setup>>;
  beforeAll(async () => {
    world = await setup();
  });
  afterAll(async () => {
    await world.ollama.close();
    await world.broker.close();
  });

  it('translates by rule, keeps every field, and dead-letters what is no article', async () => {
    const { broker } = world;
    const running = await start(broker, { TRANSLATOR_BACKEND: 'transcription' });
    const producer = await createProducer({ connection: { brokers: broker.brokers } });
    const anything = topic({ name: TOPICS.articles, value: jsonCodec(Type.Any()) });
    await producer.send(anything, [{ key: 'bad', value: { title: 'no article' } }]);
    await producer.close();
    const sent = [
      article(1, 'Maupasina', 'de'),
      article(2, '香港電影', 'zh'),
      article(3, 'ភ្នំពេញ', 'km'),
    ];
    await send(broker, sent);
    const translated = await untilTranslated(broker, 3);
    expect(translated).toEqual(
      [
        { ...sent[0], title_zh: '莫帕西纳', translation_status: 'translated' },
        { ...sent[1], title_zh: '香港电影', translation_status: 'passthrough' },
        { ...sent[2], title_zh: null, translation_status: 'failed' },
      ].map((fields) => ({
        ...fields,
        translator: 'transcription',
        translated_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
      })),
    );
    await expect.poll(() => running.counter('dead_letters_total'), { timeout: 10_000 }).toBe(1);
    expect(await running.counter('titles_total', 'translated')).toBe(1);
    expect(await running.counter('failures_total', 'unsupported-script')).toBe(1);
    expect(running.health.isReady).toBe(true);
    await running.stop();
  });
});

describe('an outage of the model', () => {
  it('is waited out: nothing fails, nothing is lost, nothing comes twice', async () => {
    const { broker, ollama, host } = await setup();
    const running = await start(broker, { TRANSLATOR_BACKEND: 'ollama', OLLAMA_HOST: host });
    await ollama.close();
    await send(broker, [article(1, 'Berlin 1'), article(2, 'Paris 2')]);
    await expect
      .poll(() => running.counter('outages_total'), { timeout: 15_000 })
      .toBeGreaterThan(0);
    expect(running.health.isReady).toBe(false);
    const again = new FakeOllama();
    await again.listen(Number(new URL(host).port));
    const translated = await untilTranslated(broker, 2);
    expect(translated.map(({ title_zh, translator }) => [title_zh, translator])).toEqual([
      ['译1', 'ollama:qwen3:0.6b'],
      ['译2', 'ollama:qwen3:0.6b'],
    ]);
    expect(running.health.isReady).toBe(true);
    await running.stop();
    await again.close();
    await broker.close();
  });
});
