import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createProducer, jsonCodec, readTopic, topic } from '@wikistream/kafka-io';
import { startKafka, type Kafka } from '@wikistream/kafka-local';
import { installTinyModel, startOllama, type OllamaServer } from '@wikistream/ollama-local';
import { FakeOllama } from '@wikistream/translator-core/testing';
import {
  NewArticleSchema,
  TOPICS,
  TranslatedArticleSchema,
  type NewArticle,
} from '@wikistream/wiki-events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.js';

const BUILD_MS = 20 * 60_000;
const TITLES = Number(process.env.OLLAMA_TITLES ?? 20);
const TRANSLATOR = new URL('../../../../apps/translator/dist/main.js', import.meta.url);
const articles = topic({ name: TOPICS.articles, value: jsonCodec(NewArticleSchema) });
const translations = topic({
  name: TOPICS.translations,
  value: jsonCodec(TranslatedArticleSchema),
});

let kafka: Kafka;
let ollama: OllamaServer;
let translator: ChildProcess;

beforeAll(async () => {
  ollama = await startOllama({ parallel: 2 });
  await installTinyModel(ollama.url, { name: 'tiny', architecture: 'qwen3', thinking: true });
  kafka = await startKafka();
}, BUILD_MS);

afterAll(async () => {
  translator?.kill('SIGKILL');
  await kafka?.stop();
  await ollama?.stop();
});

/** Every fourth title has a year, which a model that knows nothing does not keep. */
const titleOf = (id: number): string =>
  `Some title ${String.fromCharCode(97 + (id % 26)).repeat(1 + (id % 7))}${id % 4 === 0 ? ' 1945' : ''}`;

const article = (id: number): NewArticle => ({
  id,
  opt_type: 'new',
  title: titleOf(id),
  title_url: `https://en.wikipedia.org/wiki/${id}`,
  opt_time: '2026-05-01 08:00:00',
  contributor: 'Someone',
  registration: null,
  gender: 'unknown',
  edit_count: '0',
  event_id: `event-${id}`,
  wiki: 'enwiki',
  language_code: 'en',
  event_time: '2026-05-01T00:00:00.000Z',
});

it(`gives each of ${TITLES} titles an end, with the server killed among them`, async () => {
  translator = fork(TRANSLATOR, [], {
    env: {
      ...process.env,
      KAFKA_BROKERS: kafka.brokers,
      OLLAMA_HOST: ollama.url,
      TRANSLATOR_BACKEND: 'ollama',
      TRANSLATOR_MODEL: 'tiny',
      TRANSLATOR_FALLBACK: 'none',
      TRANSLATOR_CONCURRENCY: '2',
      TRANSLATOR_CACHE_TITLES: '0',
      HEALTH_PORT: '0',
      LOG_LEVEL: 'error',
    },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const connection = { brokers: kafka.brokers };
  const translated = async () => {
    const found = [];
    for await (const { value } of readTopic({ connection, topic: translations })) found.push(value);
    return found;
  };
  await until('the topics are there', () =>
    translated().then(
      () => true,
      () => false,
    ),
  );
  const producer = await createProducer({ connection });
  const write = (from: number, to: number) =>
    producer.send(
      articles,
      Array.from({ length: to - from }, (_, at) => article(from + at)).map((value) => ({
        key: `${value.wiki}:${value.id}`,
        value,
      })),
    );
  const half = Math.ceil(TITLES / 2);
  await write(0, half);
  await until('half of the titles are done', async () => (await translated()).length >= half);
  await ollama.kill();
  await write(half, TITLES);
  await ollama.restart();
  await producer.close();
  const results = await until(
    'every title is done',
    async () => {
      const found = await translated();
      return found.length >= TITLES && found;
    },
    90_000,
  );

  translator.kill('SIGTERM');
  await once(translator, 'exit');
  expect((await translated()).length).toBe(TITLES);
  expect(new Set(results.map(({ id }) => id)).size).toBe(TITLES);
  for (const { translation_status, title_zh, translator: by } of results) {
    expect(['translated', 'failed']).toContain(translation_status);
    expect(title_zh === null).toBe(translation_status === 'failed');
    expect(by).toContain('ollama:tiny');
  }
  const done = results.filter(({ translation_status: status }) => status === 'translated').length;
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThanOrEqual(TITLES - Math.ceil(TITLES / 4));
  console.log(`${TITLES} titles: ${done} translated, ${TITLES - done} failed, none lost`);
});

it('answers as the double of the unit tests does: statuses, errors, fields', async () => {
  const double = new FakeOllama({ models: ['plain:latest'], thinking: false });
  const doubled = await double.listen();
  try {
    await installTinyModel(ollama.url, { name: 'plain', architecture: 'llama', thinking: false });
    const chat = (more: object) => ({
      stream: false,
      messages: [{ role: 'user', content: '{"title":"Berlin"}' }],
      options: { num_predict: 8 },
      ...more,
    });
    const requests: [string, object | undefined][] = [
      ['/api/nothing', undefined],
      ['/api/chat', chat({ model: 'nobody' })],
      ['/api/chat', chat({ model: 'plain', think: true })],
    ];
    const ask = async (base: string, path: string, body: object | undefined) => {
      const init = body && { method: 'POST', body: JSON.stringify(body) };
      const response = await fetch(`${base}${path}`, init);
      return { status: response.status, answer: await response.text() };
    };
    for (const [path, body] of requests) {
      expect(await ask(doubled, path, body)).toEqual(await ask(ollama.url, path, body));
    }
    const good = chat({ model: 'plain', think: false });
    const fields = async (base: string) => {
      const { status, answer } = await ask(base, '/api/chat', good);
      return { status, fields: Object.keys(JSON.parse(answer) as object).sort() };
    };
    const real = await fields(ollama.url);
    const imitated = await fields(doubled);
    expect(imitated.status).toBe(real.status);
    // The server leaves out numbers that are zero; what the backend cannot do without is always there.
    expect(imitated.fields).toEqual(expect.arrayContaining(real.fields));
    expect(real.fields).toEqual(expect.arrayContaining(['message', 'done', 'done_reason']));
    const digests = async (base: string) => {
      const { models } = JSON.parse((await ask(base, '/api/tags', undefined)).answer) as {
        models: { name: string; digest: string; modified_at: string; size: number }[];
      };
      const plain = models.find(({ name }) => name === 'plain:latest');
      return [plain?.digest.length, typeof plain?.modified_at, typeof plain?.size];
    };
    expect(await digests(doubled)).toEqual(await digests(ollama.url));
  } finally {
    await double.close();
  }
});
