import { LRUCache } from 'lru-cache';
import { TranslatorError } from '../errors.js';
import { PROMPT_VERSION } from '../prompt/prompt.js';
import { DEFAULT_TARGET } from '../targets/index.js';
import { cleanTitle } from '../text/clean.js';
import type {
  TitleToTranslate,
  TranslateOptions,
  TranslationResult,
  Translator,
} from '../translator.js';

export interface CacheOptions {
  /** Titles kept at most (default 50,000); 0 keeps none and only shares what is under way. */
  readonly maxTitles?: number | undefined;
  readonly onHit?: ((titles: number) => void) | undefined;
}

/** A title asked for, and whether the call that asked is still wanted. */
interface UnderWay {
  readonly answer: Promise<TranslationResult>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Remembers translations, least recently used out first, and lets identical titles under way share
 * one request. Failures are not remembered, nor is what another version of the model has said.
 */
export function withCache(inner: Translator, options: CacheOptions = {}): Translator {
  const { maxTitles = 50_000, onHit } = options;
  const known =
    maxTitles > 0 ? new LRUCache<string, TranslationResult>({ max: maxTitles }) : undefined;
  const underWay = new Map<string, UnderWay>();
  const keyOf = (title: TitleToTranslate, to: string) =>
    `${PROMPT_VERSION}\n${inner.identity ?? inner.name}\n${to}\n${title.from}\n${cleanTitle(title.title)}`;

  async function translate(
    titles: readonly TitleToTranslate[],
    options: TranslateOptions,
    count: ((titles: number) => void) | undefined,
  ): Promise<TranslationResult[]> {
    const to = options.to ?? DEFAULT_TARGET;
    const results = new Array<TranslationResult | Promise<TranslationResult>>(titles.length);
    const fresh = new Map<string, { title: TitleToTranslate; places: number[] }>();
    let hits = 0;
    titles.forEach((title, at) => {
      const key = keyOf(title, to);
      const found = known?.get(key);
      const mine = fresh.get(key);
      const other = underWay.get(key);
      if (found) results[at] = found;
      else if (mine) mine.places.push(at);
      else if (other) results[at] = shared(other, title, options);
      else {
        fresh.set(key, { title, places: [at] });
        return;
      }
      hits += 1;
    });
    if (hits > 0) count?.(hits);

    if (fresh.size > 0) {
      const wanted = [...fresh.entries()];
      const answers = inner.translate(
        wanted.map(([, { title }]) => title),
        options,
      );
      wanted.forEach(([key, { places }], index) => {
        const answer = answers.then((all) => {
          const result = all[index]!;
          if (result.status !== 'failed') known?.set(key, result);
          return result;
        });
        underWay.set(key, { answer, signal: options.signal });
        const forget = () => underWay.delete(key);
        answer.then(forget, forget);
        for (const at of places) results[at] = answer;
      });
    }
    return unlessAborted(Promise.all(results.map(async (result) => result)), options.signal);
  }

  /** What another call is asking for already: its answer, or the trouble that met it. */
  async function shared(
    { answer, signal: theirs }: UnderWay,
    title: TitleToTranslate,
    options: TranslateOptions,
  ): Promise<TranslationResult> {
    try {
      return await answer;
    } catch (error) {
      options.signal?.throwIfAborted();
      // An outage is everybody's; asking again, each for itself, would make it worse.
      if (error instanceof TranslatorError && !theirs?.aborted) throw error;
      // The call that asked was given up, or failed over another title. One of those who wait asks.
      return (await translate([title], options, undefined))[0]!;
    }
  }

  return {
    name: inner.name,
    get identity() {
      return inner.identity ?? inner.name;
    },
    get titlesPerRequest() {
      return inner.titlesPerRequest ?? 1;
    },
    check: (signal) => inner.check(signal),
    translate: (titles, options = {}) => translate(titles, options, onHit),
  };
}

/** The promise, or the signal's reason as soon as it aborts. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller's own
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (abort) signal.removeEventListener('abort', abort);
  }
}
