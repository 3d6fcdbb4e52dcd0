import { Ollama } from 'ollama/browser';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { Completion } from '../../checks/parse-answer.js';
import { ModelMissingError, TranslatorUnavailableError } from '../../errors.js';
import type { ChatModel } from '../../model/chat-model.js';
import { modelTranslator, type ModelTranslatorOptions } from '../../model/model-translator.js';
import { boundedFetch, streamingFetch, type Fetch } from '../../transport/bounded-fetch.js';
import { Bounds } from '../../transport/bounds.js';
import type { Translator } from '../../translator.js';
import { failureOf } from './failures.js';
import { fullName } from './model-name.js';
import { ollamaUrl } from './url.js';

/** The model used where none is named: small enough for a CPU. */
export const DEFAULT_MODEL = 'qwen3:0.6b';

/** Connection to an Ollama server. */
export interface OllamaConnection {
  /** As in OLLAMA_HOST (default `127.0.0.1:11434`). */
  readonly host?: string | undefined;
  /** Default {@link DEFAULT_MODEL}. */
  readonly model?: string | undefined;
  /** Replaces the transport, e.g. in tests. */
  readonly fetch?: Fetch | undefined;
}

export interface OllamaOptions extends OllamaConnection, ModelTranslatorOptions {
  /** Milliseconds a request may take, loading the model included (default 120,000). */
  readonly timeoutMs?: number | undefined;
  /** How long the server keeps the model loaded, as Ollama writes it (default `30m`; `-1` for ever). */
  readonly keepAlive?: string | number | undefined;
  /** Context in tokens (default 2,048). Small on purpose: memory is context times parallel requests. */
  readonly contextTokens?: number | undefined;
  /** Default 0.1. */
  readonly temperature?: number | undefined;
}

const Answer = Compile(
  Type.Object({
    message: Type.Object({ content: Type.String() }),
    done: Type.Literal(true),
    done_reason: Type.Optional(Type.String()),
    eval_count: Type.Optional(Type.Number()),
  }),
);

const CHECK_TIMEOUT = 10_000;

/** Translates with a model served by Ollama. */
export function ollamaTranslator(options: OllamaOptions = {}): Translator {
  return modelTranslator(ollamaModel(options), options);
}

function ollamaModel(options: OllamaOptions): ChatModel {
  const {
    model = DEFAULT_MODEL,
    timeoutMs = 120_000,
    keepAlive = '30m',
    contextTokens = 2_048,
    temperature = 0.1,
  } = options;
  const server = ollamaServer(options);
  // While a server or its model is away, the model may be replaced.
  let wasAway = false;
  return {
    name: server.name,
    get identity() {
      return server.identity();
    },
    check: (signal) => server.check(signal),
    async complete(prompt, signal): Promise<Completion> {
      const response: unknown = await server
        .call(timeoutMs, signal, (client) =>
          client.chat({
            model,
            messages: [
              { role: 'system', content: prompt.system },
              { role: 'user', content: prompt.user },
            ],
            stream: false,
            // Left out, a thinking model thinks, and `format` is put off until it has thought.
            think: false,
            format: prompt.schema,
            keep_alive: keepAlive,
            options: {
              temperature,
              // A refused answer would come again word for word from the same seed.
              seed: 1 + prompt.attempt,
              num_ctx: contextTokens,
              num_predict: prompt.maxTokens,
            },
          }),
        )
        .catch((error: unknown) => {
          wasAway ||=
            error instanceof ModelMissingError ||
            (error instanceof TranslatorUnavailableError && error.kind === 'unreachable');
          throw error;
        });
      if (wasAway) {
        await server.check(signal).catch((error: unknown) => {
          // It has just answered, by a name the server does not list.
          if (!(error instanceof ModelMissingError)) throw error;
        });
        wasAway = false;
      }
      if (!Answer.Check(response)) {
        throw new TranslatorUnavailableError(
          server.name,
          'protocol',
          `${server.url} answered with something that is not a chat answer of Ollama`,
        );
      }
      return {
        content: response.message.content,
        truncated: response.done_reason === 'length',
        tokens: response.eval_count ?? 0,
      };
    },
  };
}

/**
 * Downloads a model onto the server.
 *
 * @param onProgress what is being done, and how much of it (0 to 1) where known
 * @throws {TranslatorUnavailableError} the server is away or the download failed
 * @throws {ModelMissingError} no such model exists
 */
export async function pullModel(
  connection: OllamaConnection,
  onProgress: (status: string, share: number | undefined) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { model = DEFAULT_MODEL } = connection;
  const download = async (client: Ollama): Promise<void> => {
    for await (const { status, completed, total } of await client.pull({ model, stream: true })) {
      onProgress(status, total ? (completed ?? 0) / total : undefined);
    }
  };
  await ollamaServer(connection).call(undefined, signal, download, streamingFetch);
}

function ollamaServer({
  host = '127.0.0.1:11434',
  model = DEFAULT_MODEL,
  fetch,
}: OllamaConnection) {
  const name = `ollama:${model}`;
  const url = ollamaUrl(host);
  // Making a client parses the address; made once, it lends all but its fetch to those of the calls.
  const shared = new Ollama({ host: url });
  const clientWith = (fetch: Fetch) => Object.create(shared, { fetch: { value: fetch } }) as Ollama;

  async function call<T>(
    timeoutMs: number | undefined,
    signal: AbortSignal | undefined,
    work: (client: Ollama) => Promise<T>,
    transport = boundedFetch,
  ): Promise<T> {
    const bounds = new Bounds(timeoutMs, signal);
    try {
      return await work(clientWith(transport(bounds, fetch)));
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      throw failureOf(cause, {
        translator: name,
        model,
        url,
        timeoutMs: timeoutMs ?? 0,
        timedOut: bounds.timedOut,
      });
    } finally {
      bounds.release();
    }
  }

  let digest: string | undefined;

  async function check(signal?: AbortSignal): Promise<void> {
    const { models } = await call(CHECK_TIMEOUT, signal, (client) => client.list());
    const wanted = fullName(model);
    const found = models.find((listed) =>
      [listed.name, listed.model].some((known) => known && fullName(known) === wanted),
    );
    if (!found) throw new ModelMissingError(name, model, `run "ollama pull ${model}"`);
    digest = found.digest;
  }

  const identity = () => (digest === undefined ? name : `${name}@${digest}`);

  return { name, identity, url, call, check };
}
