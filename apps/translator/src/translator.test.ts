import { createProducer, jsonCodec, topic } from '@wikistream/kafka-io';
import type { EmbeddedBroker } from '@wikistream/kafka-io/testing';
import { FakeOllama } from '@wikistream/translator-core/testing';
import { TOPICS } from '@wikistream/wiki-events';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { article, output, send, setup, start } from './testing/world.js';

async function untilTranslated(broker: EmbeddedBroker, count: number) {
  await expect.poll(async () => (await output(broker)).length, { timeout: 15_000 }).toBe(count);
  return (await output(broker)).map(({ value }) => value).sort((a, b) => a.id - b.id);
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
    await expect.poll(() => running.metric('dead_letters_total'), { timeout: 10_000 }).toBe(1);
    expect(await running.metric('titles_total', 'translated')).toBe(1);
    expect(await running.metric('failures_total', 'unsupported-script')).toBe(1);
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
      .poll(() => running.metric('outages_total'), { timeout: 15_000 })
      .toBeGreaterThan(0);
    expect(running.health.isReady).toBe(false);
    expect(await running.metric('in_flight_records')).toBe(2);
    expect(await running.metric('lag_records')).toBe(2);
    expect(await running.metric('consumed_total')).toBe(2);
    const again = new FakeOllama();
    await again.listen(Number(new URL(host).port));
    const translated = await untilTranslated(broker, 2);
    expect(translated.map(({ title_zh, translator }) => [title_zh, translator])).toEqual([
      ['译1', 'ollama:qwen3:0.6b'],
      ['译2', 'ollama:qwen3:0.6b'],
    ]);
    expect(running.health.isReady).toBe(true);
    await expect.poll(() => running.metric('lag_records'), { timeout: 10_000 }).toBe(0);
    expect(await running.metric('in_flight_records')).toBe(0);
    await running.stop();
    await again.close();
    await broker.close();
  });
});

it('keeps the characters of Chinese titles where it is told to', async () => {
  const { broker, ollama } = await setup();
  const env = { TRANSLATOR_BACKEND: 'transcription', TRANSLATOR_TARGET: 'zh-Hani' };
  const running = await start(broker, env);
  await send(broker, [article(1, '香港電影', 'zh')]);
  expect(await untilTranslated(broker, 1)).toMatchObject([
    { title_zh: '香港電影', translation_status: 'passthrough' },
  ]);
  await running.stop();
  await ollama.close();
  await broker.close();
});

it('lets titles that are done soon after one another share a transaction', async () => {
  const { broker, ollama, host } = await setup({ delayMs: 20 });
  const env = { TRANSLATOR_BACKEND: 'ollama', OLLAMA_HOST: host, TRANSLATOR_CONCURRENCY: '1' };
  const running = await start(broker, { ...env, TRANSLATOR_COMMIT_MS: '60000' });
  await send(broker, [article(1, 'Berlin 1'), article(2, 'Paris 2')]);
  await expect.poll(() => ollama.requests.length, { timeout: 10_000 }).toBe(2);
  await expect.poll(() => running.metric('answer_seconds_count')).toBe(2);
  expect(await output(broker)).toEqual([]);
  // A stop waits for no company.
  await running.stop();
  expect(await output(broker)).toHaveLength(2);
  await ollama.close();
  await broker.close();
});

it('leaves the group when it is stopped while it starts: another has its partitions at once', async () => {
  const { broker, ollama } = await setup();
  const env = { TRANSLATOR_BACKEND: 'transcription', KAFKA_SESSION_TIMEOUT_MS: '45000' };
  const stopped = start(broker, env, (line, stop) => {
    // The line before the loop is opened, which takes longer than that.
    if (line.startsWith('Titles are transcribed')) setImmediate(stop);
  });
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  await send(broker, [article(1, 'Berlin', 'de')]);
  const running = await start(broker, env);
  await expect.poll(() => running.metric('titles_total'), { timeout: 10_000 }).toBe(1);
  await running.stop();
  await ollama.close();
  await broker.close();
});

it('tells of its work at /metrics: titles, latency, tokens, cache, refusals', async () => {
  const { broker, ollama, host } = await setup();
  const env = { TRANSLATOR_BACKEND: 'ollama', OLLAMA_HOST: host, TRANSLATOR_CONCURRENCY: '1' };
  ollama.script.push({ content: '{"translation":"柏林1945"}' });
  const running = await start(broker, env);
  await send(broker, [article(1, 'Berlin'), article(2, 'Paris 2')]);
  await untilTranslated(broker, 2);
  await send(broker, [article(3, 'Paris 2')]);
  await untilTranslated(broker, 3);
  await expect.poll(() => running.metric('titles_total', 'translated')).toBe(3);
  expect(await running.metric('refused_answers_total', 'digits-changed')).toBe(1);
  expect(await running.metric('answer_seconds_count')).toBe(3);
  expect(await running.metric('answer_seconds_sum')).toBeGreaterThan(0);
  expect(await running.metric('translation_seconds_count')).toBe(3);
  expect(await running.metric('tokens_total')).toBe(36);
  expect(await running.metric('cache_hits_total')).toBe(1);
  await running.stop();
  await ollama.close();
  await broker.close();
});

describe('a fault that only an operator can mend', () => {
  it.each<[string, (ollama: FakeOllama) => void, (ollama: FakeOllama) => void, RegExp]>([
    [
      'a model removed',
      (ollama) => ollama.models.clear(),
      (ollama) => ollama.models.add('qwen3:0.6b'),
      /does not have the model.*ollama pull qwen3:0\.6b/,
    ],
    [
      'a key refused',
      (ollama) => (ollama.refusal = { status: 401, error: 'unauthorized' }),
      (ollama) => (ollama.refusal = undefined),
      /refused with 401/,
    ],
  ])('%s: the titles wait until it is mended', async (_, break_, mend, said) => {
    const { broker, ollama, host } = await setup();
    const running = await start(broker, { TRANSLATOR_BACKEND: 'ollama', OLLAMA_HOST: host });
    break_(ollama);
    await send(broker, [article(1, 'Berlin 1'), article(2, 'Paris 2'), article(3, 'Rom 3')]);
    // More calls than the loop makes attempts at a title before it gives that up.
    await expect
      .poll(() => running.metric('outages_total', 'setup'), { timeout: 15_000 })
      .toBeGreaterThan(3 * 3);
    expect(running.health.report().model).toMatchObject({
      ready: false,
      detail: expect.stringMatching(said) as string,
    });
    expect(running.lines.filter((line) => said.test(line))).toHaveLength(1);
    mend(ollama);
    const translated = await untilTranslated(broker, 3);
    expect(translated.map(({ title_zh }) => title_zh)).toEqual(['译1', '译2', '译3']);
    expect(await running.metric('dead_letters_total')).toBe(0);
    expect(running.health.isReady).toBe(true);
    await running.stop();
    await ollama.close();
    await broker.close();
  });
});
