import { afterEach, describe, expect, it } from 'vitest';
import { withCache } from '../../cache/with-cache.js';
import { ModelMissingError, TranslatorUnavailableError } from '../../errors.js';
import { FakeOllama, type Behaviour, type FakeOllamaOptions } from '../../testing/index.js';
import { ollamaTranslator, pullModel, type OllamaOptions } from './ollama.js';
import { ollamaUrl } from './url.js';

const servers: FakeOllama[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(script: Behaviour[] = [], options: FakeOllamaOptions = {}) {
  const server = new FakeOllama(options);
  server.script.push(...script);
  servers.push(server);
  const host = await server.listen();
  return {
    server,
    host,
    translator: (more: OllamaOptions = {}) => ollamaTranslator({ host, ...more }),
  };
}

const answer = (translation: string): Behaviour => ({ content: JSON.stringify({ translation }) });
const title = (text: string, from = 'en') => ({ title: text, from });

describe('requests to Ollama', () => {
  it('say what the model must and must not do', async () => {
    const { server, translator } = await serve();
    await translator({ keepAlive: '5m' }).translate([title('Berlin')]);
    const { body } = server.requests[0]!;
    expect(body).toMatchObject({
      model: 'qwen3:0.6b',
      think: false,
      stream: false,
      keep_alive: '5m',
      format: { required: ['translation'], additionalProperties: false },
      options: { temperature: 0.1, num_ctx: 2048 },
    });
    expect((body.options as { num_predict: number }).num_predict).toBeGreaterThan(0);
    expect(JSON.stringify(body.messages)).toContain('additionalProperties');
  });

  it('keep the words before the title the same, for the prefix cache', async () => {
    const { server, translator } = await serve();
    await translator().translate([title('Berlin'), title('Paris', 'fr')]);
    const systems = server.requests.map(
      ({ body }) => (body.messages as { content: string }[])[0]!.content,
    );
    expect(new Set(systems).size).toBe(1);
  });

  it('never exceed the concurrency asked for', async () => {
    const { server, translator } = await serve([], { delayMs: 5 });
    const titles = Array.from({ length: 20 }, (_, at) => title(`Item ${at}`));
    const results = await translator({ concurrency: 3 }).translate(titles);
    expect(server.peak).toBe(3);
    expect(results.map((result) => result.status === 'translated' && result.text)).toEqual(
      titles.map((_, at) => `译${at}`),
    );
  });
});

describe('outages reject and blame no title', () => {
  it.each<[string, Behaviour, TranslatorUnavailableError['kind']]>([
    ['a busy server', { status: 503, error: 'server busy, please try again.' }, 'busy'],
    ['a failing server', { status: 500, error: 'llama runner terminated' }, 'server-error'],
    ['a dropped connection', 'drop', 'unreachable'],
    ['an answer without an end', { raw: 'x'.repeat(2 ** 20 + 1) }, 'protocol'],
    ['an answer of another protocol', { raw: '{"hello":"world"}' }, 'protocol'],
  ])('%s', async (_, behaviour, kind) => {
    const { translator } = await serve([behaviour]);
    const outage = translator().translate([title('Berlin')]);
    await expect(outage).rejects.toMatchObject({ kind, retriable: true });
    await expect(outage).rejects.toBeInstanceOf(TranslatorUnavailableError);
  });

  it('a server that hangs is left after the timeout, and its request ended', async () => {
    const { server, translator } = await serve(['hang']);
    await expect(translator({ timeoutMs: 50 }).translate([title('Berlin')])).rejects.toMatchObject({
      kind: 'timeout',
    });
    await expect.poll(() => server.requests[0]!.aborted).toBe(true);
  });

  it('aborting ends the request with the reason of the caller', async () => {
    const { server, translator } = await serve(['hang']);
    const stop = new AbortController();
    const call = translator().translate([title('Berlin')], { signal: stop.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    stop.abort(new Error('shutting down'));
    await expect(call).rejects.toThrow('shutting down');
    await expect.poll(() => server.requests[0]!.aborted).toBe(true);
  });

  it('a server that is not there', async () => {
    const { server, host } = await serve();
    await server.close();
    await expect(ollamaTranslator({ host }).check()).rejects.toThrow(
      /cannot talk to .*ECONNREFUSED.*ollama serve/,
    );
  });
});

describe('check and pull', () => {
  it('names the remedy for a missing model, and pulling is it', async () => {
    const { host, translator } = await serve([], { models: [] });
    await expect(translator().check()).rejects.toThrow('run "ollama pull qwen3:0.6b"');
    await expect(translator().translate([title('Berlin')])).rejects.toBeInstanceOf(
      ModelMissingError,
    );
    const shares: (number | undefined)[] = [];
    await pullModel({ host }, (_, share) => shares.push(share));
    expect(shares).toEqual([undefined, 0.5, 1, undefined]);
    await translator().check();
  });

  it('knows a model that cannot be pulled either', async () => {
    const { host } = await serve([], { models: [], registry: [] });
    const pulled = pullModel({ host, model: 'qwen33' }, () => {});
    await expect(pulled).rejects.toBeInstanceOf(ModelMissingError);
    await expect(pulled).rejects.toThrow(/"qwen33"; nor does the registry/);
  });

  it('knows a model by any name Ollama knows it by', async () => {
    const { translator } = await serve([], { models: ['qwen3:0.6b', 'hub:5000/me/mine:latest'] });
    for (const model of ['registry.ollama.ai/library/qwen3:0.6b', 'Qwen3:0.6b', 'hub:5000/me/mine'])
      await translator({ model }).check();
  });

  it('takes a name without a tag as latest', async () => {
    const { translator } = await serve([], { models: ['mine:latest'] });
    await translator({ model: 'mine' }).check();
  });
});

describe('the version of a model', () => {
  it('is in the identity once the server has told it, and learnt again after the server was away', async () => {
    const { server, host, translator } = await serve();
    const one = translator();
    expect(one.identity).toBe('ollama:qwen3:0.6b');
    await one.check();
    const before = one.identity;
    expect(before).toMatch(/^ollama:qwen3:0\.6b@[0-9a-f]{64}$/);
    server.script.push('drop');
    await expect(one.translate([title('Berlin')])).rejects.toMatchObject({ kind: 'unreachable' });
    server.revision += 1;
    await one.translate([title('Berlin')]);
    expect(one.identity).not.toBe(before);
    const fresh = ollamaTranslator({ host });
    await fresh.check();
    expect(one.identity).toBe(fresh.identity);
  });
});

describe('answers that fail a check', () => {
  it.each<[string, Behaviour, string]>([
    ['cut by length', { content: '{"translation":"柏林"}', reason: 'length' }, 'truncated'],
    ['no JSON', { content: '柏林' }, 'malformed'],
    ['unknown keys', { content: '{"thought":"hm","translation":"柏林"}' }, 'unknown-keys'],
    ['empty', answer('  '), 'empty'],
    ['thinking inside', answer('<think>柏林'), 'thinking'],
    ['thinking instead', { content: '<think>Let me see' }, 'thinking'],
    ['another language', answer('Berlim'), 'no-target-script'],
    ['an echo', answer('Berlin'), 'echo'],
    ['the prompt', answer('翻译：柏林'), 'prompt-leak'],
    ['a direction override', answer('柏\u202e林'), 'control-characters'],
    [
      'a lecture',
      answer('柏林是德国的首都，也是德国最大的城市，位于德国东北部，人口约三百六十万。'),
      'too-long',
    ],
    ['a loop', answer('柏柏柏柏柏柏柏柏柏柏'), 'repetition'],
    ['an invented year', answer('柏林1945'), 'digits-changed'],
  ])('%s: asked again more strictly, then failed with the reason', async (_, behaviour, reason) => {
    const { server, translator } = await serve([behaviour, behaviour]);
    const [result] = await translator().translate([title('Berlin')]);
    expect(result).toEqual({ status: 'failed', reason, translator: 'ollama:qwen3:0.6b' });
    expect(server.requests).toHaveLength(2);
    expect(JSON.stringify(server.requests[1]!.body)).toContain('earlier answer was rejected');
  });

  it('a second, better answer is taken', async () => {
    const { translator } = await serve([answer('Berlin'), answer('柏林')]);
    expect(await translator().translate([title('Berlin')])).toMatchObject([{ text: '柏林' }]);
  });

  it('a stray end of thinking before the answer is cut off', async () => {
    const { translator } = await serve([{ content: 'hm\n</think>\n{"translation":"柏林"}' }]);
    expect(await translator().translate([title('Berlin')])).toMatchObject([{ text: '柏林' }]);
  });

  it('traditional characters are simplified', async () => {
    const { translator } = await serve([answer('東京鐵塔')]);
    expect(await translator().translate([title('Tokyo Tower')])).toMatchObject([
      { text: '东京铁塔' },
    ]);
  });
});

describe('several titles in one request', () => {
  const three = [title('One 1'), title('Two 2'), title('Three 3')];
  const texts = ['译1', '译2', '译3'];
  const batch = (...items: [number, string][]): Behaviour => ({
    content: JSON.stringify({
      translations: items.map(([id, translation]) => ({ id, translation })),
    }),
  });

  it('are told apart by id, in any order', async () => {
    const { server, translator } = await serve([batch([3, '译3'], [1, '译1'], [2, '译2'])]);
    const results = await translator({ titlesPerRequest: 5 }).translate(three);
    expect(results.map((result) => 'text' in result && result.text)).toEqual(texts);
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, Behaviour]>([
    ['one is missing', batch([1, '译1'], [2, '译2'])],
    ['an id comes twice', batch([1, '译1'], [1, '译2'], [3, '译3'])],
    ['an id is out of range', batch([0, '译1'], [1, '译2'], [2, '译3'])],
    ['it is cut', { content: '{"translations":[{"id":1', reason: 'length' }],
  ])('are asked one by one when %s', async (_, behaviour) => {
    const { server, translator } = await serve([behaviour]);
    const results = await translator({ titlesPerRequest: 5 }).translate(three);
    expect(results.map((result) => 'text' in result && result.text)).toEqual(texts);
    expect(server.requests).toHaveLength(4);
  });

  it('only the refused one is asked again', async () => {
    const { server, translator } = await serve([batch([1, '译1'], [2, 'Two 2'], [3, '译3'])]);
    await translator({ titlesPerRequest: 5 }).translate(three);
    expect(server.requests.map(({ titles }) => titles)).toEqual([
      ['One 1', 'Two 2', 'Three 3'],
      ['Two 2'],
    ]);
  });

  it('are fewer again when they are not answered in time', async () => {
    const { server, translator } = await serve();
    const auto = translator({ titlesPerRequest: 'auto', timeoutMs: 300 });
    for (let at = 0; auto.titlesPerRequest === 1; at++) await auto.translate([title(`Item ${at}`)]);
    server.script.push('hang');
    await expect(auto.translate(three.slice(0, 2))).rejects.toMatchObject({ kind: 'timeout' });
    expect(auto.titlesPerRequest).toBe(1);
    expect(await auto.translate(three.slice(0, 2))).toMatchObject([
      { text: '译1' },
      { text: '译2' },
    ]);
  });

  it('are tried after some single ones where their number is left to the translator', async () => {
    const { server, translator } = await serve();
    const auto = withCache(translator({ titlesPerRequest: 'auto' }));
    expect(auto.titlesPerRequest).toBe(1);
    for (let at = 0; auto.titlesPerRequest === 1; at++) await auto.translate([title(`Item ${at}`)]);
    const results = await auto.translate(three);
    expect(results.map((result) => 'text' in result && result.text)).toEqual(texts);
    expect(server.requests.slice(-2).map(({ titles }) => titles)).toEqual([
      ['One 1', 'Two 2'],
      ['Three 3'],
    ]);
  });
});

describe('ollamaUrl', () => {
  it.each([
    ['127.0.0.1:11434', 'http://127.0.0.1:11434'],
    ['gpu.example', 'http://gpu.example:11434'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    [':8080', 'http://127.0.0.1:8080'],
    ['https://ollama.example/base/', 'https://ollama.example/base'],
    ['http://[::1]:99', 'http://[::1]:99'],
  ])('%s', (host, url) => expect(ollamaUrl(host)).toBe(url));

  it('refuses what is no address', () => {
    expect(() => ollamaUrl('http://')).toThrow(/127\.0\.0\.1:11434/);
  });
});
