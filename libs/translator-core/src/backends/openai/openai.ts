import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { Completion } from '../../checks/parse-answer.js';
import {
  ModelMissingError,
  RequestRefusedError,
  TranslatorError,
  TranslatorOptionError,
  TranslatorSetupError,
  TranslatorUnavailableError,
} from '../../errors.js';
import type { ChatModel } from '../../model/chat-model.js';
import { modelTranslator, type ModelTranslatorOptions } from '../../model/model-translator.js';
import type { Prompt } from '../../prompt/prompt.js';
import { boundedFetch, type Fetch } from '../../transport/bounded-fetch.js';
import { Bounds } from '../../transport/bounds.js';
import { AnswerTooLargeError } from '../../transport/exchange.js';
import type { Translator } from '../../translator.js';
import { Endpoints, type Endpoint } from './endpoints.js';

export interface OpenAiOptions extends ModelTranslatorOptions {
  /**
   * Base addresses with their version, e.g. `http://10.0.0.1:8000/v1`. Requests go to the least busy;
   * one that fails goes to the next, and its server rests for a second, doubling up to a minute. After
   * its rest a single request tries a server before it shares the work again.
   */
  readonly baseUrls: readonly string[];
  readonly model: string;
  readonly apiKey?: string | undefined;
  /** Milliseconds a request may take (default 60,000). */
  readonly timeoutMs?: number | undefined;
  /** Default 0.1. */
  readonly temperature?: number | undefined;
  /** Called when a server fails that was healthy, and when one that failed answers again. */
  readonly onEndpoint?: ((change: EndpointChange) => void) | undefined;
  readonly fetch?: Fetch | undefined;
}

export interface EndpointChange {
  readonly url: string;
  /** Why it rests; undefined: it answers again. */
  readonly error: TranslatorError | undefined;
}

const Answer = Compile(
  Type.Object({
    choices: Type.Array(
      Type.Object({
        message: Type.Object({ content: Type.Union([Type.String(), Type.Null()]) }),
        finish_reason: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      }),
      { minItems: 1 },
    ),
    usage: Type.Optional(Type.Object({ completion_tokens: Type.Optional(Type.Number()) })),
  }),
);
const ModelList = Compile(Type.Object({ data: Type.Array(Type.Object({ id: Type.String() })) }));

const CHECK_TIMEOUT = 10_000;
/** Gateways to hundreds of models describe each of them at length. */
const MAX_LIST_BYTES = 16 * 2 ** 20;
const REQUEST_REFUSED: ReadonlySet<number> = new Set([400, 413, 422]);

interface Fault {
  readonly endpoint: Endpoint;
  /** When the request was sent. */
  readonly startedAt: number;
  readonly error: TranslatorError;
}

/**
 * What to tell when no server did the work: first that one which works refuses this request, then an
 * outage, which may pass by itself, and that all are set up wrongly last.
 */
function gravest(faults: readonly Fault[]): TranslatorError {
  const errors = faults.map(({ error }) => error);
  return (
    errors.find((error) => error instanceof RequestRefusedError) ??
    errors.find((error) => error instanceof TranslatorUnavailableError) ??
    errors.at(-1)!
  );
}

/**
 * Translates with a model behind the chat-completions API that vLLM, llama.cpp and others serve.
 *
 * @throws {TranslatorOptionError} no usable base address
 */
export function openaiTranslator(options: OpenAiOptions): Translator {
  if (options.baseUrls.length === 0)
    throw new TranslatorOptionError('baseUrls', 'is empty; give at least one address');
  for (const url of options.baseUrls) {
    if (!URL.canParse(url))
      throw new TranslatorOptionError(
        'baseUrls',
        `"${url}" is not an address such as http://127.0.0.1:8000/v1`,
      );
  }
  return modelTranslator(openaiModel(options), options);
}

function openaiModel(options: OpenAiOptions): ChatModel {
  const { model, apiKey, timeoutMs = 60_000, temperature = 0.1, onEndpoint } = options;
  const name = `openai:${model}`;
  const endpoints = new Endpoints(options.baseUrls);

  async function request(
    endpoint: Endpoint,
    path: string,
    body: object | undefined,
    limit: number,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const bounds = new Bounds(limit, signal, body ? undefined : MAX_LIST_BYTES);
    const url = `${endpoint.url}${path}`;
    try {
      const response = await boundedFetch(bounds, options.fetch)(url, {
        method: body ? 'POST' : 'GET',
        headers: {
          accept: 'application/json',
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!response.ok) throw refusal(response.status, url, (await response.text()).slice(0, 300));
      return await response.json();
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      if (cause instanceof TranslatorError) throw cause;
      if (bounds.timedOut)
        throw new TranslatorUnavailableError(
          name,
          'timeout',
          `no answer from ${url} within ${limit / 1000} s`,
          { cause },
        );
      if (cause instanceof SyntaxError)
        throw new TranslatorUnavailableError(name, 'protocol', `${url} did not answer with JSON`, {
          cause,
        });
      if (cause instanceof AnswerTooLargeError)
        throw new TranslatorUnavailableError(name, 'protocol', `${url}: ${cause.message}`, {
          cause,
        });
      throw new TranslatorUnavailableError(name, 'unreachable', `cannot talk to ${url}`, { cause });
    } finally {
      bounds.release();
    }
  }

  function refusal(status: number, url: string, said: string): Error {
    if (status === 404) return new ModelMissingError(name, model, `${url} said: ${said}`);
    if (status === 429 || status === 503)
      return new TranslatorUnavailableError(name, 'busy', `${url} is busy: ${said}`);
    if (status >= 500)
      return new TranslatorUnavailableError(
        name,
        'server-error',
        `${url} failed with ${status}: ${said}`,
      );
    const Refusal = REQUEST_REFUSED.has(status) ? RequestRefusedError : TranslatorSetupError;
    return new Refusal(name, `${url} refused with ${status}: ${said}`);
  }

  /** Tries one endpoint after another, those that are set up wrongly among them. */
  async function balanced<T>(
    work: (endpoint: Endpoint) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const faults: Fault[] = [];
    for (const endpoint of endpoints.order(performance.now())) {
      endpoint.active += 1;
      const startedAt = performance.now();
      try {
        const result = await work(endpoint);
        answered(endpoint);
        // What one server refuses and another does is no fault of the title.
        for (const fault of faults) if (fault.error instanceof RequestRefusedError) failed(fault);
        return result;
      } catch (error) {
        // A caller who gave up says nothing of the server, whatever reason was given.
        if (signal?.aborted || !(error instanceof TranslatorError)) throw error;
        const fault = { endpoint, startedAt, error };
        faults.push(fault);
        if (!(error instanceof RequestRefusedError)) failed(fault);
      } finally {
        endpoint.active -= 1;
      }
    }
    throw gravest(faults);
  }

  function failed({ endpoint, startedAt, error }: Fault): void {
    if (endpoints.failed(endpoint, startedAt, performance.now()))
      onEndpoint?.({ url: endpoint.url, error });
  }

  function answered(endpoint: Endpoint): void {
    if (endpoints.succeeded(endpoint)) onEndpoint?.({ url: endpoint.url, error: undefined });
  }

  async function checkOne(endpoint: Endpoint, signal: AbortSignal | undefined): Promise<void> {
    const list = await request(endpoint, '/models', undefined, CHECK_TIMEOUT, signal);
    if (ModelList.Check(list) && !list.data.some(({ id }) => id === model)) {
      const served = list.data
        .map(({ id }) => id)
        .slice(0, 5)
        .join(', ');
      throw new ModelMissingError(name, model, `${endpoint.url} serves: ${served}`);
    }
  }

  return {
    name,
    async complete(prompt, signal): Promise<Completion> {
      const body = bodyOf(prompt);
      const response = await balanced(async (endpoint) => {
        const answer = await request(endpoint, '/chat/completions', body, timeoutMs, signal);
        if (Answer.Check(answer)) return answer;
        const reason = `${endpoint.url} answered with something that is not a chat completion`;
        throw new TranslatorUnavailableError(name, 'protocol', reason);
      }, signal);
      const [choice] = response.choices;
      return {
        content: choice!.message.content ?? '',
        truncated: choice!.finish_reason === 'length',
        tokens: response.usage?.completion_tokens ?? 0,
      };
    },
    async check(signal) {
      const faults: Fault[] = [];
      await Promise.all(
        endpoints.all.map(async (endpoint) => {
          const startedAt = performance.now();
          try {
            await checkOne(endpoint, signal);
            answered(endpoint);
          } catch (error) {
            if (signal?.aborted || !(error instanceof TranslatorError)) throw error;
            const fault = { endpoint, startedAt, error };
            faults.push(fault);
            failed(fault);
          }
        }),
      );
      if (faults.length === endpoints.all.length) throw gravest(faults);
    },
  };

  function bodyOf(prompt: Prompt): object {
    return {
      model,
      messages: [
        { role: 'system', content: prompt.system },
        { role: 'user', content: prompt.user },
      ],
      temperature,
      seed: 1 + prompt.attempt,
      max_tokens: prompt.maxTokens,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'translation', strict: true, schema: prompt.schema },
      },
      // How vLLM and llama.cpp tell a model's chat template not to think; others ignore it.
      chat_template_kwargs: { enable_thinking: false },
    };
  }
}
