import { installTinyModel, startOllama, type OllamaServer } from '@wikistream/ollama-local';
import {
  ModelMissingError,
  ollamaTranslator,
  TranslatorUnavailableError,
  withCache,
  type OllamaOptions,
  type Refusal,
  type TitleToTranslate,
  type Translator,
} from '@wikistream/translator-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.js';

/**
 * What the Ollama backend takes for granted, seen on a real server. Its models are tiny and of random
 * weights: one that thinks unless told not to, run by Ollama's own engine; one that cannot think, run
 * by llama.cpp; and one whose answers never end.
 */
const BUILD_MS = 20 * 60_000;
const HAN = /\p{Script=Han}/u;

let ollama: OllamaServer;

beforeAll(async () => {
  ollama = await startOllama({ onBuild: (version) => console.log(`Building Ollama ${version}`) });
  const { url } = ollama;
  await installTinyModel(url, { name: 'thinking', architecture: 'qwen3', thinking: true });
  await installTinyModel(url, { name: 'plain', architecture: 'llama', thinking: false });
  const endless = { architecture: 'qwen3', thinking: true, endless: true } as const;
  await installTinyModel(url, { name: 'endless', ...endless });
}, BUILD_MS);

afterAll(() => ollama?.stop());

const translator = (model: string, options: OllamaOptions = {}): Translator =>
  ollamaTranslator({ host: ollama.url, model, ...options });

const titles = (count: number): TitleToTranslate[] =>
  Array.from({ length: count }, (_, at) => ({
    title: `A title ${String.fromCharCode(97 + at).repeat(3)}`,
    from: 'en',
  }));

/** A request that an endless model works on for a minute or more. */
const endlessWork = (): TitleToTranslate[] =>
  Array.from({ length: 20 }, (_, at) => ({
    title: String.fromCharCode(97 + at).repeat(300),
    from: 'en',
  }));
const roomy: OllamaOptions = { contextTokens: 32_768, titlesPerRequest: 20, timeoutMs: 300_000 };

/** Resolves when the server has no slot left: what is asked besides gets no answer in its time. */
const slotsAreTaken = () =>
  until('every slot is taken', async () => {
    const probe = translator('endless', { ...roomy, timeoutMs: 3_000 }).translate(titles(1));
    return probe.then(
      () => false,
      (error: unknown) => error instanceof TranslatorUnavailableError && error.kind === 'timeout',
    );
  });

async function api(path: string, body?: object): Promise<{ status: number; answer: string }> {
  const init = body && { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${ollama.url}${path}`, init);
  return { status: response.status, answer: await response.text() };
}

describe('a model on the server', () => {
  it('is found by name, with and without its tag', async () => {
    await translator('thinking').check();
    await translator('thinking:latest').check();
  });

  it('is missing with a typed error that offers to pull it', async () => {
    const missing = translator('nobody:7b');
    await expect(missing.check()).rejects.toThrow(ModelMissingError);
    await expect(missing.check()).rejects.toThrow('run "ollama pull nobody:7b"');
    await expect(missing.translate(titles(1))).rejects.toThrow(ModelMissingError);
  });

  it('is known by its digest: a cache asks again once another has its name', async () => {
    const install = (seed: number) =>
      installTinyModel(ollama.url, {
        name: 'replaced',
        architecture: 'llama',
        thinking: false,
        seed,
      });
    await install(1);
    let answers = 0;
    const cached = withCache(
      translator('replaced', { attempts: 8, onAnswer: () => (answers += 1) }),
    );
    const one = titles(1);
    await cached.check();
    await until('an answer is remembered', async () => {
      return (await cached.translate(one))[0]?.status === 'translated';
    });
    answers = 0;
    await cached.translate(one);
    expect(answers).toBe(0);
    await install(2);
    await cached.check();
    await cached.translate(one);
    expect(answers).toBeGreaterThan(0);
  });
});

describe.each(['thinking', 'plain'])('answers of the %s model', (model) => {
  it('follow the schema at once: nothing is malformed, nothing thought aloud', async () => {
    const refusals: (Refusal | undefined)[] = [];
    let tokens = 0;
    const results = await translator(model, {
      onAnswer: (answer) => {
        refusals.push(answer.refusal);
        tokens += answer.tokens;
      },
    }).translate(titles(20));
    expect(results).toHaveLength(20);
    for (const result of results) {
      if (result.status === 'failed') expect(result.reason).toMatch(/^[a-z-]+/);
      else expect(result.text).toMatch(HAN);
    }
    expect(results.filter(({ status }) => status === 'translated').length).toBeGreaterThan(0);
    expect(refusals).not.toContain('malformed');
    expect(refusals).not.toContain('unknown-keys');
    expect(refusals).not.toContain('thinking');
    expect(tokens).toBeGreaterThan(refusals.length);
  });

  it('to several titles that do not line up are asked for one by one', async () => {
    const refusals: (Refusal | undefined)[] = [];
    const results = await translator(model, {
      titlesPerRequest: 5,
      onAnswer: ({ refusal }) => refusals.push(refusal),
    }).translate(titles(10));
    expect(results).toHaveLength(10);
    expect(results.every((result) => result !== undefined)).toBe(true);
    expect(refusals.some((refusal) => refusal === 'misaligned' || refusal === 'truncated')).toBe(
      true,
    );
    expect(refusals.length).toBeGreaterThanOrEqual(12);
  });
});

describe('what the server says to requests about thinking', () => {
  const ask = (model: string, think?: boolean) =>
    api('/api/chat', {
      model,
      stream: false,
      messages: [{ role: 'user', content: 'hello' }],
      options: { num_predict: 8 },
      ...(think === undefined ? {} : { think }),
    });

  it('is a refusal where a model that cannot think shall, and not where it shall not', async () => {
    expect(await ask('plain', true)).toEqual({
      status: 400,
      answer: '{"error":"\\"plain\\" does not support thinking"}',
    });
    expect((await ask('plain', false)).status).toBe(200);
    expect((await ask('thinking', false)).status).toBe(200);
    expect((await ask('thinking', true)).status).toBe(200);
  });
});

it('cuts an answer at its limit, and the backend takes no half answer', async () => {
  const [result] = await translator('endless', roomy).translate(titles(1));
  expect(result).toMatchObject({ status: 'failed', reason: 'truncated' });
});

it('keeps the model loaded for as long, and with as much context, as it is told', async () => {
  const loaded = async (name: string) => {
    const { answer } = await api('/api/ps');
    const { models } = JSON.parse(answer) as {
      models: { name: string; expires_at: string; context_length: number }[];
    };
    return models.find((model) => model.name === `${name}:latest`);
  };
  const options = { keepAlive: '17m', contextTokens: 1_024 };
  await translator('plain', options).translate(titles(1));
  const model = await until('the model is loaded', () => loaded('plain'));
  expect(model.context_length).toBe(1_024);
  const minutes = (Date.parse(model.expires_at) - Date.now()) / 60_000;
  expect(minutes).toBeGreaterThan(15);
  expect(minutes).toBeLessThan(17.1);
  await translator('plain', { ...options, keepAlive: 0 }).translate(titles(1));
  await until('the model is unloaded', async () => (await loaded('plain')) === undefined);
});

describe('a request that takes too long', () => {
  it('is given up on the server too when its caller gives up: the next has its slot', async () => {
    const stop = new AbortController();
    const long = translator('endless', roomy).translate(endlessWork(), { signal: stop.signal });
    const given = expect(long).rejects.toThrow('not wanted any more');
    await slotsAreTaken();
    stop.abort(new Error('not wanted any more'));
    await given;
    const next = translator('endless', { ...roomy, timeoutMs: 30_000 });
    expect(await next.translate(titles(1))).toHaveLength(1);
  });

  it('ends with its time, as an outage that may pass', async () => {
    const short = translator('endless', { ...roomy, timeoutMs: 500 });
    await expect(short.translate(endlessWork())).rejects.toMatchObject({
      kind: 'timeout',
      retriable: true,
    });
    const next = translator('endless', { ...roomy, timeoutMs: 30_000 });
    expect(await next.translate(titles(1))).toHaveLength(1);
  });

  it('breaks when the server dies, as an outage, and works again once it is back', async () => {
    const here = translator('endless', roomy);
    const long = here.translate(endlessWork());
    const broken = expect(long).rejects.toMatchObject({ kind: 'unreachable', retriable: true });
    await slotsAreTaken();
    await ollama.kill();
    await broken;
    await expect(here.check()).rejects.toMatchObject({ kind: 'unreachable' });
    await ollama.restart();
    await here.check();
    expect(await here.translate(titles(1))).toHaveLength(1);
  });
});

it('works on as many answers at a time as it has slots', async () => {
  const two = await startOllama({ parallel: 2 });
  try {
    const endless = { architecture: 'qwen3', thinking: true, endless: true } as const;
    await installTinyModel(two.url, { name: 'endless', ...endless });
    const there = (timeoutMs: number) =>
      translator('endless', { ...roomy, host: two.url, timeoutMs });
    await there(60_000).translate(titles(1));
    const stop = new AbortController();
    const { signal } = stop;
    const first = there(300_000).translate(endlessWork(), { signal });
    const stopped = [expect(first).rejects.toThrow('enough')];
    expect(await there(60_000).translate(titles(1))).toHaveLength(1);
    const second = there(300_000).translate(endlessWork(), { signal });
    stopped.push(expect(second).rejects.toThrow('enough'));
    await until('both slots are taken', () =>
      there(5_000)
        .translate(titles(1))
        .then(
          () => false,
          () => true,
        ),
    );
    stop.abort(new Error('enough'));
    await Promise.all(stopped);
    expect(await there(60_000).translate(titles(1))).toHaveLength(1);
  } finally {
    await two.stop();
  }
});
