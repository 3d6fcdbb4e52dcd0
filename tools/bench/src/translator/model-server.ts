import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Slots } from './slots.js';
import { answerTo } from './titles.js';

/**
 * A process of its own: as much of Ollama's API as the translator uses, in front of a model that
 * takes `msPerTitle` for a title in each of its slots, and `msPerRequest` for whatever comes with it. The
 * first `atOnce` titles, and all when a title takes no time, are answered at once.
 */
const [model = 'bench', count = '1', msPerTitle = '200', atOnce = '0', msPerRequest = '0'] =
  process.argv.slice(2);
let titlesAtOnce = Number(atOnce);
const slots =
  Number(msPerTitle) > 0
    ? new Slots(Number(count), Number(msPerTitle), Number(msPerRequest))
    : undefined;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => serve(request, Buffer.concat(chunks).toString(), response));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}` });
});
process.once('disconnect', () => process.exit());

function serve(request: IncomingMessage, body: string, response: ServerResponse): void {
  if (request.url === '/api/tags') send(response, { models: [{ name: model, model }] });
  else if (request.url === '/api/chat') chat(body, response);
  else response.writeHead(404).end('404 page not found');
}

function chat(body: string, response: ServerResponse): void {
  const { messages } = JSON.parse(body) as { messages: { role: string; content: string }[] };
  const asked = JSON.parse(messages.at(-1)?.content ?? 'null') as
    { title: string } | { id: number; title: string }[];
  const content = Array.isArray(asked)
    ? { translations: asked.map(({ id, title }) => ({ id, translation: answerTo(title) })) }
    : { translation: answerTo(asked.title) };
  const answer = {
    model,
    created_at: new Date().toISOString(),
    message: { role: 'assistant', content: JSON.stringify(content) },
    done: true,
    done_reason: 'stop',
    eval_count: 12,
  };
  const titles = Array.isArray(asked) ? asked.length : 1;
  titlesAtOnce -= titles;
  if (!slots || titlesAtOnce >= 0) {
    send(response, answer);
    return;
  }
  const now = performance.now();
  const end = slots.take(titles, now);
  setTimeout(() => send(response, answer), end - now);
}

function send(response: ServerResponse, answer: object): void {
  const text = JSON.stringify(answer);
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
