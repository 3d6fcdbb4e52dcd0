import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readSettings } from '@wikistream/service-kit';
import { afterEach, describe, expect, it } from 'vitest';
import { DemoSettings } from '../settings.js';
import { chooseSource } from './source.js';
import { chooseTranslator } from './translator.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const settings = (env: NodeJS.ProcessEnv) => readSettings(DemoSettings, new Map(), env);
const NOBODY = 'http://127.0.0.1:1';

describe('chooseSource', () => {
  it('takes the live stream when it answers, with a User-Agent that names a contact', async () => {
    let agent: string | undefined;
    const url = await serve((request, response) => {
      agent = request.headers['user-agent'];
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':ok\n\n');
    });
    const source = await chooseSource(
      settings({ EVENTSTREAMS_URL: url, CONTACT: 'ops@example.org' }),
    );
    expect(source).toMatchObject({ kind: 'live', url, contact: 'ops@example.org' });
    expect(agent).toContain('(ops@example.org)');
  });

  it('says in one sentence why it falls back to the simulator', async () => {
    expect(await chooseSource(settings({ EVENTSTREAMS_URL: NOBODY }))).toEqual({
      kind: 'simulator',
      args: ['--articles-per-minute', '120'],
      sentence:
        '127.0.0.1:1 cannot be reached, so made-up events from the bundled simulator are used.',
    });
    const refusing = await serve((_, response) => response.writeHead(503).end());
    expect((await chooseSource(settings({ EVENTSTREAMS_URL: refusing }))).sentence).toContain(
      'answered 503',
    );
    const silent = await serve(() => {});
    expect((await chooseSource(settings({ EVENTSTREAMS_URL: silent }))).sentence).toContain(
      'did not answer within 4 s',
    );
  });

  it('replays a file without asking the network', async () => {
    expect(
      await chooseSource(settings({ DEMO_REPLAY: 'a.ndjson.gz', DEMO_SPEED: 'max' })),
    ).toMatchObject({
      kind: 'simulator',
      args: ['--replay', 'a.ndjson.gz', '--speed', 'max'],
    });
  });
});

describe('chooseTranslator', () => {
  const withModels = (...names: string[]) =>
    serve((_, response) =>
      response.end(JSON.stringify({ models: names.map((name) => ({ name })) })),
    );

  it('takes Ollama when it answers and has the model', async () => {
    const host = await withModels('qwen3:0.6b');
    expect(await chooseTranslator(settings({ OLLAMA_HOST: host }))).toMatchObject({
      backend: 'ollama',
    });
  });

  it('says in one sentence why it transcribes by rule', async () => {
    const without = await withModels('llama3:latest');
    const lacking = await chooseTranslator(settings({ OLLAMA_HOST: without }));
    expect(lacking).toMatchObject({ backend: 'transcription' });
    expect(lacking.sentence).toContain('ollama pull qwen3:0.6b');
    expect((await chooseTranslator(settings({ OLLAMA_HOST: NOBODY }))).sentence).toBe(
      `No Ollama answers at ${NOBODY}, so titles are transcribed into Chinese by rule.`,
    );
  });

  it('does as it is told without asking', async () => {
    const forced = settings({ OLLAMA_HOST: NOBODY, TRANSLATOR_BACKEND: 'ollama' });
    expect((await chooseTranslator(forced)).backend).toBe('ollama');
  });
});
