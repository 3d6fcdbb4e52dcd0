import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A chat request as it arrived, and the titles in it. */
export interface SeenRequest {
  readonly body: Record<string, unknown>;
  readonly titles: readonly string[];
  /** Whether the client went away before it was answered. */
  aborted: boolean;
}

/** How the server treats one chat request. Text is sent as the message's content, as it is. */
export type Behaviour =
  | { readonly content: string; readonly reason?: 'stop' | 'length' }
  | { readonly status: number; readonly error: string }
  | { readonly raw: string }
  | 'hang'
  | 'drop';

export interface FakeOllamaOptions {
  readonly models?: readonly string[];
  /** Models that can be pulled (default: any). */
  readonly registry?: readonly string[];
  /** How the first pulls end: broken off, or without the model being listed afterwards. */
  readonly pulls?: readonly ('drop' | 'lose')[];
  /** Whether the models can think; asked to, one that cannot refuses (default true). */
  readonly thinking?: boolean;
  /** The translation of a title; default: 译 and the title's digits. */
  readonly translate?: (title: string) => string;
  /** Milliseconds an answer takes (default 0). */
  readonly delayMs?: number;
  /** Answers worked on at a time, as OLLAMA_NUM_PARALLEL; others queue (default: no bound). */
  readonly slots?: number;
}

/**
 * An HTTP server that speaks as much of Ollama's API as this library uses: `/api/tags`, `/api/chat`
 * without streaming, `/api/pull`. Statuses, errors and fields are those of a real Ollama 0.24, beside
 * which an end-to-end suite holds it. Scripted misbehaviour included.
 */
export class FakeOllama {
  readonly requests: SeenRequest[] = [];
  /** Taken one per chat request, before the default behaviour. */
  readonly script: Behaviour[] = [];
  readonly models: Set<string>;
  /** Answers every chat request, once the script is through: a rotated key, a gateway in the way. */
  refusal: { readonly status: number; readonly error: string } | undefined;
  /** Pulls asked for. */
  pulls = 0;
  /** Counts in the models' digests: raise it to replace them by others of the same names. */
  revision = 1;
  /** Most chat requests seen at a time. */
  peak = 0;
  readonly #options: FakeOllamaOptions;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #queue: (() => void)[] = [];
  #busy = 0;
  #open = 0;

  constructor(options: FakeOllamaOptions = {}) {
    this.#options = options;
    this.models = new Set(options.models ?? ['qwen3:0.6b']);
  }

  /** Listens on `port` of loopback (default: any free one) and returns the address. */
  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    if (request.url === '/api/tags') {
      const models = [...this.models].map((name) => ({
        name,
        model: name,
        modified_at: CREATED_AT,
        size: 453_177,
        digest: createHash('sha256').update(`${name} ${this.revision}`).digest('hex'),
        details: { format: 'gguf', family: 'qwen3' },
      }));
      json(response, 200, { models });
    } else if (request.url === '/api/pull') {
      const { model, name } = JSON.parse(text) as { model?: string; name?: string };
      this.#pull(model ?? name ?? '', response);
    } else if (request.url === '/api/chat') {
      await this.#chat(JSON.parse(text) as Record<string, unknown>, response);
    } else {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
    }
  }

  #pull(model: string, response: ServerResponse): void {
    this.pulls += 1;
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    if (this.#options.pulls?.[this.pulls - 1] === 'drop') {
      response.destroy();
      return;
    }
    if (this.#options.registry?.includes(model) === false) {
      const error = 'pull model manifest: file does not exist';
      const refused = [{ status: 'pulling manifest' }, { error }];
      response.end(refused.map((line) => `${JSON.stringify(line)}\n`).join(''));
      return;
    }
    const lines = [
      { status: 'pulling manifest' },
      { status: 'pulling 7f4030143c1c', total: 200, completed: 100 },
      { status: 'pulling 7f4030143c1c', total: 200, completed: 200 },
      { status: 'success' },
    ];
    if (this.#options.pulls?.[this.pulls - 1] !== 'lose') this.models.add(model);
    response.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  async #chat(body: Record<string, unknown>, response: ServerResponse): Promise<void> {
    const asked = askedFor(body);
    const seen: SeenRequest = { body, titles: asked.map(({ title }) => title), aborted: false };
    response.once('close', () => {
      seen.aborted = !response.writableFinished;
      this.#open -= 1;
    });
    this.requests.push(seen);
    this.#open += 1;
    this.peak = Math.max(this.peak, this.#open);
    const behaviour = this.script.shift() ?? this.refusal;
    if (behaviour === 'hang') return;
    if (behaviour === 'drop') {
      response.destroy();
      return;
    }
    const { thinking = true } = this.#options;
    await this.#slot();
    const { model } = body as { model: string };
    if (behaviour && 'status' in behaviour) {
      json(response, behaviour.status, { error: behaviour.error });
    } else if (behaviour && 'raw' in behaviour) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(behaviour.raw);
    } else if (!this.models.has(model) && !this.models.has(`${model}:latest`)) {
      json(response, 404, { error: `model '${model}' not found` });
    } else if (body.think === true && !thinking) {
      json(response, 400, { error: `"${model}" does not support thinking` });
    } else {
      json(response, 200, {
        model,
        created_at: CREATED_AT,
        message: { role: 'assistant', content: behaviour?.content ?? this.#answer(body, asked) },
        done: true,
        done_reason: behaviour?.reason ?? 'stop',
        total_duration: 60_000_000,
        load_duration: 2_000_000,
        prompt_eval_count: 240,
        prompt_eval_duration: 3_000_000,
        eval_count: 12,
        eval_duration: 50_000_000,
      });
    }
  }

  #answer(body: Record<string, unknown>, asked: readonly Asked[]): string {
    const translate =
      this.#options.translate ?? ((title) => `译${title.match(/\p{Nd}+/gu)?.join(' ') ?? '文'}`);
    const { messages } = body as { messages: { content: string }[] };
    return messages.at(-1)!.content.startsWith('[')
      ? JSON.stringify({
          translations: asked.map(({ id, title }) => ({ id, translation: translate(title) })),
        })
      : JSON.stringify({ translation: translate(asked[0]!.title) });
  }

  async #slot(): Promise<void> {
    const { slots = Infinity, delayMs = 0 } = this.#options;
    if (this.#busy >= slots) await new Promise<void>((go) => this.#queue.push(go));
    this.#busy += 1;
    if (delayMs > 0) await new Promise((done) => setTimeout(done, delayMs));
    this.#busy -= 1;
    this.#queue.shift()?.();
  }
}

const CREATED_AT = '2026-05-01T00:00:00Z';

interface Asked {
  readonly id: number;
  readonly title: string;
}

function askedFor(body: Record<string, unknown>): Asked[] {
  const { messages } = body as { messages: { content: string }[] };
  const data = JSON.parse(messages.at(-1)!.content) as Asked | Asked[];
  return Array.isArray(data) ? data : [{ id: 1, title: data.title }];
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
