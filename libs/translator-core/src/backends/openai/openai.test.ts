import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ModelMissingError,
  TranslatorSetupError,
  TranslatorUnavailableError,
} from '../../errors.js';
import { Endpoints } from './endpoints.js';
import { openaiTranslator } from './openai.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Reply = { status?: number; body: object };
type Replies = (path: string, body: Record<string, unknown>) => Reply | 'hang';

/** A server of the chat-completions API that answers every request with `reply`. */
async function serve(reply: Replies) {
  const seen: { path: string; body: Record<string, unknown>; authorization: string | undefined }[] =
    [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
      seen.push({ path, body, authorization: request.headers.authorization });
      const answered = reply(path, body);
      if (answered === 'hang') return;
      const { status = 200, body: answer } = answered;
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
}

const completion = (content: string, reason = 'stop'): Reply => ({
  body: {
    choices: [{ message: { role: 'assistant', content }, finish_reason: reason }],
    usage: { completion_tokens: 7 },
  },
});
const good = () => completion('{"translation":"柏林"}');
const berlin = [{ title: 'Berlin', from: 'de' }];

describe('openaiTranslator', () => {
  it('asks for structured output without thinking, with its key', async () => {
    const { seen, url } = await serve(good);
    const translator = openaiTranslator({ baseUrls: [url], model: 'm', apiKey: 'k' });
    expect(await translator.translate(berlin)).toEqual([
      { status: 'translated', text: '柏林', translator: 'openai:m' },
    ]);
    expect(seen[0]).toMatchObject({
      path: '/v1/chat/completions',
      authorization: 'Bearer k',
      body: {
        model: 'm',
        response_format: { type: 'json_schema' },
        chat_template_kwargs: { enable_thinking: false },
      },
    });
  });

  it('goes to the next server when one fails, and leaves that one alone for a while', async () => {
    const bad = await serve(() => ({ status: 500, body: {} }));
    const fine = await serve(good);
    const translator = openaiTranslator({ baseUrls: [bad.url, fine.url], model: 'm' });
    await translator.translate(berlin);
    await translator.translate(berlin);
    expect(bad.seen).toHaveLength(1);
    expect(fine.seen).toHaveLength(2);
  });

  it('is unavailable when all servers are', async () => {
    const busy = await serve(() => ({ status: 503, body: {} }));
    const translator = openaiTranslator({ baseUrls: [busy.url], model: 'm' });
    await expect(translator.translate(berlin)).rejects.toMatchObject({
      kind: 'busy',
      retriable: true,
    });
  });

  it('does not wait out a refusal', async () => {
    const { url } = await serve(() => ({ status: 401, body: { error: 'no key' } }));
    const translator = openaiTranslator({ baseUrls: [url], model: 'm', apiKey: 'secret' });
    const refused = translator.translate(berlin);
    await expect(refused).rejects.toBeInstanceOf(TranslatorSetupError);
    await expect(refused).rejects.not.toThrow('secret');
  });

  it('treats a cut answer as a failure', async () => {
    const { url } = await serve(() => completion('{"translation":"柏', 'length'));
    const translator = openaiTranslator({ baseUrls: [url], model: 'm' });
    expect(await translator.translate(berlin)).toMatchObject([
      { status: 'failed', reason: 'truncated' },
    ]);
  });

  it('checks that the model is served', async () => {
    const { url } = await serve(() => ({ body: { data: [{ id: 'other' }] } }));
    await openaiTranslator({ baseUrls: [url], model: 'other' }).check();
    await expect(openaiTranslator({ baseUrls: [url], model: 'm' }).check()).rejects.toBeInstanceOf(
      ModelMissingError,
    );
  });

  it('goes on where one server is set up wrongly; says so only when all are', async () => {
    const wrong = await serve(() => ({ status: 401, body: {} }));
    const fine = await serve(good);
    const told: string[] = [];
    const translator = openaiTranslator({
      baseUrls: [wrong.url, fine.url],
      model: 'm',
      onEndpoint: ({ url, error }) => told.push(`${url} ${error ? error.code : 'again'}`),
    });
    for (let times = 0; times < 3; times += 1)
      expect(await translator.translate(berlin)).toMatchObject([{ text: '柏林' }]);
    expect(wrong.seen).toHaveLength(1);
    expect(told).toEqual([`${wrong.url} ERR_TRANSLATOR_SETUP`]);
    const alone = openaiTranslator({ baseUrls: [wrong.url, wrong.url], model: 'm' });
    await expect(alone.translate(berlin)).rejects.toBeInstanceOf(TranslatorSetupError);
  });

  it('goes on where one server speaks another protocol', async () => {
    const other = await serve(() => ({ body: { hello: 'world' } }));
    const fine = await serve(good);
    const translator = openaiTranslator({ baseUrls: [other.url, fine.url], model: 'm' });
    expect(await translator.translate(berlin)).toMatchObject([{ text: '柏林' }]);
  });

  it('fails a title that the servers refuse while they take others, and rests none for it', async () => {
    const content = { status: 400, body: { error: { code: 'content_filter' } } };
    const filtered = (_: string, body: Record<string, unknown>) =>
      JSON.stringify(body).includes('Berlin') ? completion('{"translation":"柏林"}') : content;
    const one = await serve(filtered);
    const two = await serve(filtered);
    const translator = openaiTranslator({ baseUrls: [one.url, two.url], model: 'm' });
    const titles = [{ title: 'Unspeakable', from: 'en' }, ...berlin];
    const outcome = [{ status: 'failed', reason: 'refused-by-server' }, { text: '柏林' }];
    expect(await translator.translate(titles)).toMatchObject(outcome);
    const batch = openaiTranslator({ baseUrls: [one.url], model: 'm', titlesPerRequest: 2 });
    expect(await batch.translate([titles[0]!, titles[0]!])).toMatchObject([outcome[0], outcome[0]]);
  });

  it('takes a server that refuses every request as set up wrongly', async () => {
    const { url } = await serve(() => ({
      status: 400,
      body: { error: 'no response_format here' },
    }));
    const translator = openaiTranslator({ baseUrls: [url], model: 'm' });
    await expect(translator.translate(berlin)).rejects.toThrow(/refused with 400.*response_format/);
  });

  it('takes no server whose requests were given up for one that failed', async () => {
    let calls = 0;
    const { url } = await serve(() => (calls++ === 0 ? { status: 503, body: {} } : 'hang'));
    const told: unknown[] = [];
    const translator = openaiTranslator({
      baseUrls: [url],
      model: 'm',
      onEndpoint: (change) => told.push(change),
    });
    const two = [...berlin, { title: 'Paris', from: 'fr' }];
    await expect(translator.translate(two)).rejects.toMatchObject({ kind: 'busy' });
    expect(told).toHaveLength(1);
    const hanging = await serve(() => 'hang');
    const stop = new AbortController();
    const patient = openaiTranslator({
      baseUrls: [hanging.url],
      model: 'm',
      onEndpoint: (change) => told.push(change),
    });
    const call = patient.translate(berlin, { signal: stop.signal });
    await expect.poll(() => hanging.seen.length).toBe(1);
    stop.abort(new TranslatorUnavailableError('sibling', 'timeout', 'given up'));
    await expect(call).rejects.toThrow('given up');
    expect(told).toHaveLength(1);
  });

  it('checks every server: one is enough to work, and the others are told of', async () => {
    const fine = await serve(() => ({ body: { data: [{ id: 'm' }] } }));
    const without = await serve(() => ({ body: { data: [{ id: 'other' }] } }));
    const failing = await serve(() => ({ status: 500, body: {} }));
    const told = new Map<string, string | undefined>();
    const checked = (...baseUrls: string[]) =>
      openaiTranslator({
        baseUrls,
        model: 'm',
        onEndpoint: ({ url, error }) => told.set(url, error?.code),
      }).check();
    await checked(fine.url, without.url, failing.url);
    expect(told).toEqual(
      new Map([
        [without.url, 'ERR_TRANSLATOR_MODEL_MISSING'],
        [failing.url, 'ERR_TRANSLATOR_UNAVAILABLE'],
      ]),
    );
    // What may pass by itself is worth waiting for.
    await expect(checked(without.url, failing.url)).rejects.toMatchObject({ kind: 'server-error' });
    await expect(checked(without.url)).rejects.toBeInstanceOf(ModelMissingError);
  });

  it('needs addresses', () => {
    expect(() => openaiTranslator({ baseUrls: [], model: 'm' })).toThrow('baseUrls');
    expect(() => openaiTranslator({ baseUrls: ['nowhere'], model: 'm' })).toThrow('nowhere');
  });
});

describe('Endpoints', () => {
  const pair = () => {
    const endpoints = new Endpoints(['http://a/', 'http://b']);
    const [a, b] = endpoints.all as [Endpoints['all'][number], Endpoints['all'][number]];
    return { endpoints, a, b };
  };

  it('prefers the least busy, rests the failing ones longer each time, forgives success', () => {
    const { endpoints, a, b } = pair();
    a.active = 2;
    expect(endpoints.order(0)[0]).toBe(b);
    endpoints.failed(b, 0, 0);
    expect(endpoints.order(0)[0]).toBe(a);
    expect(b.restUntil).toBe(1_000);
    endpoints.failed(b, 1_000, 1_000);
    expect(b.restUntil).toBe(3_000);
    endpoints.succeeded(b);
    expect(endpoints.order(1_001)[0]).toBe(b);
  });

  it('counts incidents, not the requests that were under way in one', () => {
    const { endpoints, b } = pair();
    const news = Array.from({ length: 8 }, (_, at) => endpoints.failed(b, 0, 10 + at));
    expect(news).toEqual([true, ...Array<boolean>(7).fill(false)]);
    expect(b.restUntil).toBe(1_010);
    // One that hung while the others failed tells of the same incident, after the rest too.
    endpoints.failed(b, 5, 2_000);
    expect(b.restUntil).toBe(1_010);
  });

  it('tries one that has rested with a single request, while the others do the work', () => {
    const { endpoints, a, b } = pair();
    endpoints.failed(b, 0, 0);
    a.active = 3;
    expect(endpoints.order(1_500)[0]).toBe(b);
    b.active = 1;
    expect(endpoints.order(1_500)[0]).toBe(a);
    endpoints.succeeded(b);
    expect(endpoints.order(1_500)[0]).toBe(b);
  });
});
