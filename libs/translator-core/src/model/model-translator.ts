import { setMaxListeners } from 'node:events';
import { parseAnswer, parseBatch, type Completion } from '../checks/parse-answer.js';
import { refuseText, type Refusal } from '../checks/answer-text.js';
import { RequestRefusedError, TranslatorUnavailableError } from '../errors.js';
import { promptFor, promptForBatch, type Prompt } from '../prompt/prompt.js';
import { targetOf } from '../targets/index.js';
import type { Target } from '../targets/target.js';
import { cleanTitle } from '../text/clean.js';
import type {
  TitleToTranslate,
  TranslateOptions,
  TranslationResult,
  Translator,
} from '../translator.js';
import { BatchSize, fixedSize } from './batch-size.js';
import type { ChatModel } from './chat-model.js';
import { Limiter } from './limiter.js';

/** How a model is used. */
export interface ModelTranslatorOptions {
  /** Requests under way at most (default 4); fewer while the server is busy. */
  readonly concurrency?: number | undefined;
  /**
   * Titles asked for in one request (default 1); `auto` finds by trial how many, up to 16, take the least
   * time per title. Answers that do not line up are asked for one by one.
   */
  readonly titlesPerRequest?: number | 'auto' | undefined;
  /** Attempts at a title whose answers are refused (default 2); all but the first with a stricter prompt. */
  readonly attempts?: number | undefined;
  /** Called after every answer. */
  readonly onAnswer?:
    ((answer: { tokens: number; seconds: number; refusal?: Refusal }) => void) | undefined;
}

/** Time the server has spent on a request's titles, second attempts included. */
interface Effort {
  seconds: number;
}

const MAX_TITLE = 400;
/** No server has a reason to refuse this one. */
const HARMLESS: TitleToTranslate = { title: 'Berlin', from: 'de' };

/** A translator that asks a model and publishes no answer it has not checked. */
export function modelTranslator(
  model: ChatModel,
  options: ModelTranslatorOptions = {},
): Translator {
  const { concurrency = 4, titlesPerRequest = 1, attempts = 2, onAnswer } = options;
  const limiter = new Limiter(concurrency);
  const batch =
    titlesPerRequest === 'auto' ? new BatchSize(concurrency) : fixedSize(titlesPerRequest);

  async function ask<T>(
    prompt: Prompt,
    effort: Effort,
    signal: AbortSignal | undefined,
    read: (completion: Completion) => { ok: true; value: T } | { ok: false; refusal: Refusal },
  ) {
    return limiter.run(
      async () => {
        const startedAt = performance.now();
        const completion = await model.complete(prompt, signal);
        const seconds = (performance.now() - startedAt) / 1000;
        effort.seconds += seconds;
        const answer = read(completion);
        onAnswer?.({
          tokens: completion.tokens,
          seconds,
          ...(answer.ok ? {} : { refusal: answer.refusal }),
        });
        return answer;
      },
      isOverload,
      signal,
    );
  }

  /** Of a title whose request was refused: its own end, unless the server refuses all of them. */
  async function judged(
    error: unknown,
    target: Target,
    signal: AbortSignal | undefined,
  ): Promise<TranslationResult> {
    if (!(error instanceof RequestRefusedError)) throw error;
    const harmless = promptFor(HARMLESS, target, 0);
    await limiter.run(() => model.complete(harmless, signal), isOverload, signal);
    return { status: 'failed', reason: 'refused-by-server', translator: model.name };
  }

  async function one(
    title: TitleToTranslate,
    target: Target,
    effort: Effort,
    signal: AbortSignal | undefined,
  ): Promise<TranslationResult> {
    try {
      return await attempted(title, target, effort, signal);
    } catch (error) {
      return judged(error, target, signal);
    }
  }

  async function attempted(
    title: TitleToTranslate,
    target: Target,
    effort: Effort,
    signal: AbortSignal | undefined,
  ): Promise<TranslationResult> {
    let refusal: Refusal = 'empty';
    for (let attempt = 0; attempt < attempts; attempt++) {
      const answer = await ask(promptFor(title, target, attempt), effort, signal, (completion) => {
        const parsed = parseAnswer(completion);
        if (!parsed.ok) return parsed;
        const fault = refuseText(title.title, parsed.value, target);
        return fault ? { ok: false, refusal: fault } : parsed;
      });
      if (answer.ok)
        return { status: 'translated', text: finish(answer.value, target), translator: model.name };
      refusal = answer.refusal;
    }
    return { status: 'failed', reason: refusal, translator: model.name };
  }

  async function several(
    titles: readonly TitleToTranslate[],
    target: Target,
    signal: AbortSignal | undefined,
  ): Promise<TranslationResult[]> {
    const effort = { seconds: 0 };
    try {
      const results = await together(titles, target, effort, signal);
      batch.measured(titles.length, effort.seconds);
      return results;
    } catch (error) {
      // Fewer titles may be answered in time.
      if (isTimeout(error)) batch.measured(titles.length, Infinity);
      throw error;
    }
  }

  async function together(
    titles: readonly TitleToTranslate[],
    target: Target,
    effort: Effort,
    signal: AbortSignal | undefined,
  ): Promise<TranslationResult[]> {
    const single = (title: TitleToTranslate) => one(title, target, effort, signal);
    if (titles.length === 1) return Promise.all(titles.map(single));
    const answer = await ask(promptForBatch(titles, target), effort, signal, (completion) =>
      parseBatch(completion, titles.length),
    ).catch((error: unknown) => {
      if (error instanceof RequestRefusedError) return undefined;
      throw error;
    });
    return Promise.all(
      titles.map(async (title, at): Promise<TranslationResult> => {
        if (!answer?.ok) return single(title);
        const text = answer.value[at]!;
        if (refuseText(title.title, text, target)) return single(title);
        return { status: 'translated', text: finish(text, target), translator: model.name };
      }),
    );
  }

  return {
    name: model.name,
    get identity() {
      return model.identity ?? model.name;
    },
    get titlesPerRequest() {
      return batch.size;
    },
    check: (signal) => model.check(signal),
    async translate(titles, { to, signal }: TranslateOptions = {}) {
      const target = targetOf(to);
      signal?.throwIfAborted();
      const results = new Array<TranslationResult>(titles.length);
      const asked: { at: number; title: TitleToTranslate }[] = [];
      titles.forEach(({ title, from }, at) => {
        const clean = cleanTitle(title);
        const native = target.passthrough(clean, from);
        if (clean === '')
          results[at] = { status: 'failed', reason: 'empty', translator: model.name };
        else if (native !== undefined)
          results[at] = { status: 'passthrough', text: native, translator: model.name };
        else if (clean.length > MAX_TITLE)
          results[at] = { status: 'failed', reason: 'too-long', translator: model.name };
        else asked.push({ at, title: { title: clean, from } });
      });
      const answers = await allOf(
        chunks(asked, batch.size),
        (chunk, unwanted) =>
          several(
            chunk.map(({ title }) => title),
            target,
            unwanted,
          ),
        signal,
      );
      answers.flat().forEach((answer, index) => (results[asked[index]!.at] = answer));
      return results;
    },
  };
}

const finish = (text: string, target: Target): string => target.normalize(cleanTitle(text));

const isTimeout = (error: unknown): boolean =>
  error instanceof TranslatorUnavailableError && error.kind === 'timeout';

const isOverload = (error: unknown): boolean =>
  isTimeout(error) || (error instanceof TranslatorUnavailableError && error.kind === 'busy');

/** One failure ends the whole, and with it the requests whose answers nobody waits for any more. */
async function allOf<T, R>(
  items: readonly T[],
  work: (item: T, signal: AbortSignal | undefined) => Promise<R>,
  signal: AbortSignal | undefined,
): Promise<R[]> {
  if (items.length <= 1) return Promise.all(items.map((item) => work(item, signal)));
  const failed = new AbortController();
  const both = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  // Every request of the call, and every title that waits for one, listens to it.
  setMaxListeners(0, both);
  try {
    return await Promise.all(items.map((item) => work(item, both)));
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = [];
  for (let at = 0; at < items.length; at += size) result.push(items.slice(at, at + size));
  return result;
}
