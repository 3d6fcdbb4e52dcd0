import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ModelMissingError, TranslatorSetupError } from '../../errors.js';
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

/** A server of the chat-completions API that answers every request with `reply`. */
async function serve(reply: (path: string, body: Record<string, unknown>) => Reply) {
  const seen: { path: string; body: Record<string, unknown>; authorization: string | undefined }[] =
    [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
      seen.push({ path, body, authorization: request.headers.authorization });
      const { status = 200, body: answer } = reply(path, body);
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

  it('needs addresses', () => {
    expect(() => openaiTranslator({ baseUrls: [], model: 'm' })).toThrow('baseUrls');
    expect(() => openaiTranslator({ baseUrls: ['nowhere'], model: 'm' })).toThrow('nowhere');
  });
});

describe('Endpoints', () => {
  it('prefers the least busy, rests the failing ones longer each time, forgives success', () => {
    const endpoints = new Endpoints(['http://a/', 'http://b']);
    const [a, b] = endpoints.all as [Endpoints['all'][number], Endpoints['all'][number]];
    a.active = 2;
    expect(endpoints.order(0)[0]).toBe(b);
    endpoints.failed(b, 0);
    expect(endpoints.order(0)[0]).toBe(a);
    expect(b.restUntil).toBe(1_000);
    endpoints.failed(b, 1_000);
    expect(b.restUntil).toBe(3_000);
    endpoints.succeeded(b);
    expect(endpoints.order(1_001)[0]).toBe(b);
  });
});
