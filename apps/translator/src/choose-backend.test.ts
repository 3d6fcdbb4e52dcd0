import { Health } from '@wikistream/service-kit';
import { FakeOllama, type FakeOllamaOptions } from '@wikistream/translator-core/testing';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { Value } from 'typebox/value';
import { readSettings } from '@wikistream/service-kit';
import { chooseBackend } from './choose-backend.js';
import { translatorMetrics } from './metrics.js';
import { TranslatorSettings } from './settings.js';

const servers: FakeOllama[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function ollama(models?: string[], options: FakeOllamaOptions = {}) {
  const server = new FakeOllama(models ? { ...options, models } : options);
  servers.push(server);
  return { server, host: await server.listen() };
}

/** Chooses with the environment given; the lines that were logged beside the choice. */
async function choose(env: Record<string, string>) {
  const lines: string[] = [];
  const log = (...words: unknown[]) => void lines.push(String(words.at(-1)));
  const settings = readSettings(TranslatorSettings, new Map(), env);
  expect(Value.Check(TranslatorSettings, settings)).toBe(true);
  const metrics = translatorMetrics(new Registry());
  const translator = await chooseBackend(
    {
      settings,
      logger: { info: log, warn: log, debug: log, error: log } as never,
      signal: new AbortController().signal,
      health: new Health(),
    },
    metrics,
  );
  return { translator, lines, metrics };
}

describe('auto', () => {
  it('takes Ollama when it answers and has the model', async () => {
    const { host } = await ollama();
    const { translator, lines } = await choose({ OLLAMA_HOST: host });
    expect(translator.name).toContain('ollama:qwen3:0.6b');
    expect(lines).toEqual(['Titles are translated by ollama:qwen3:0.6b.']);
  });

  it('says in one line that it transcribes, and why', async () => {
    const { server, host } = await ollama();
    await server.close();
    const { translator, lines } = await choose({ OLLAMA_HOST: host });
    expect(translator.name).toBe('transcription');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^Titles are transcribed by rule, since no model is at hand: .*ECONNREFUSED/,
    );
  });

  it('transcribes when the model is missing, unless it may download it', async () => {
    const { host } = await ollama([]);
    expect((await choose({ OLLAMA_HOST: host })).lines[0]).toContain('ollama pull qwen3:0.6b');
    const pulled = await choose({ OLLAMA_HOST: host, TRANSLATOR_PULL: 'true' });
    expect(pulled.translator.name).toContain('ollama');
    expect(pulled.lines[0]).toBe('Downloading qwen3:0.6b');
    const broken = await ollama([], { pulls: ['drop'] });
    const done = await choose({ OLLAMA_HOST: broken.host, TRANSLATOR_PULL: 'true' });
    expect(done.translator.name).toBe('transcription');
  });
});

describe('a backend chosen by name', () => {
  it('ends with the remedy when the model is missing', async () => {
    const { host } = await ollama([]);
    await expect(choose({ TRANSLATOR_BACKEND: 'ollama', OLLAMA_HOST: host })).rejects.toThrow(
      /ollama pull qwen3:0\.6b.*--pull/,
    );
  });

  it('downloads once: a model that is not there afterwards is missing', async () => {
    const { server, host } = await ollama([], { pulls: ['lose', 'lose'] });
    const env = { TRANSLATOR_BACKEND: 'ollama', OLLAMA_HOST: host, TRANSLATOR_PULL: 'true' };
    await expect(choose(env)).rejects.toThrow(/does not have the model/);
    expect(server.pulls).toBe(1);
  });

  it('waits out a download that breaks', async () => {
    const { server, host } = await ollama([], { pulls: ['drop'] });
    const env = { TRANSLATOR_BACKEND: 'ollama', OLLAMA_HOST: host, TRANSLATOR_PULL: 'true' };
    const { translator, lines } = await choose(env);
    expect(translator.name).toContain('ollama');
    expect(lines.filter((line) => line.includes('trying again in 1 s'))).toHaveLength(1);
    expect(server.pulls).toBe(2);
  });

  it('needs addresses for openai', async () => {
    await expect(choose({ TRANSLATOR_BACKEND: 'openai' })).rejects.toThrow('OPENAI_BASE_URLS');
  });

  it('waits for a server that is not there yet', async () => {
    const { server, host } = await ollama();
    await server.close();
    const waiting = choose({ TRANSLATOR_BACKEND: 'ollama', OLLAMA_HOST: host });
    const again = new FakeOllama();
    servers.splice(0, 1, again);
    await again.listen(Number(new URL(host).port));
    expect((await waiting).translator.name).toContain('ollama');
  });

  it('counts cache hits and tokens', async () => {
    const { host } = await ollama();
    const { translator, metrics } = await choose({
      TRANSLATOR_BACKEND: 'ollama',
      OLLAMA_HOST: host,
    });
    const title = { title: 'Berlin', from: 'de' };
    await translator.translate([title]);
    await translator.translate([title]);
    expect((await metrics.cacheHits.get()).values[0]?.value).toBe(1);
    expect((await metrics.tokens.get()).values[0]?.value).toBe(12);
  });
});
