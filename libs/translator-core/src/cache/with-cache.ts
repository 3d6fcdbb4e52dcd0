import { LRUCache } from 'lru-cache';
import { PROMPT_VERSION } from '../prompt/prompt.js';
import { DEFAULT_TARGET } from '../targets/index.js';
import { cleanTitle } from '../text/clean.js';
import type { TitleToTranslate, TranslationResult, Translator } from '../translator.js';

export interface CacheOptions {
  /** Titles kept at most (default 50,000); 0 keeps none and only shares what is under way. */
  readonly maxTitles?: number | undefined;
  readonly onHit?: ((titles: number) => void) | undefined;
}

/**
 * Remembers translations, least recently used out first, and lets identical titles under way share
 * one request. Failures are not remembered, nor is what another version of the model has said.
 */
export function withCache(inner: Translator, options: CacheOptions = {}): Translator {
  const { maxTitles = 50_000, onHit } = options;
  const known =
    maxTitles > 0 ? new LRUCache<string, TranslationResult>({ max: maxTitles }) : undefined;
  const underWay = new Map<string, Promise<TranslationResult>>();
  const keyOf = (title: TitleToTranslate, to: string) =>
    `${PROMPT_VERSION}\n${inner.identity ?? inner.name}\n${to}\n${title.from}\n${cleanTitle(title.title)}`;

  return {
    name: inner.name,
    get identity() {
      return inner.identity ?? inner.name;
    },
    check: (signal) => inner.check(signal),
    async translate(titles, translateOptions = {}) {
      const to = translateOptions.to ?? DEFAULT_TARGET;
      const results = new Array<TranslationResult | Promise<TranslationResult>>(titles.length);
      const fresh = new Map<string, { title: TitleToTranslate; places: number[] }>();
      const shared: { key: string; at: number; title: TitleToTranslate }[] = [];
      let hits = 0;
      titles.forEach((title, at) => {
        const key = keyOf(title, to);
        const found = known?.get(key);
        const mine = fresh.get(key);
        if (found) results[at] = found;
        else if (mine) mine.places.push(at);
        else if (underWay.has(key)) shared.push({ key, at, title });
        else {
          fresh.set(key, { title, places: [at] });
          return;
        }
        hits += 1;
      });
      if (hits > 0) onHit?.(hits);

      for (const { key, at, title } of shared) {
        // Another call's request may end with that call; this title then goes by itself.
        results[at] = underWay
          .get(key)!
          .catch(async () => (await inner.translate([title], translateOptions))[0]!);
      }
      if (fresh.size > 0) {
        const wanted = [...fresh.entries()];
        const answers = inner.translate(
          wanted.map(([, { title }]) => title),
          translateOptions,
        );
        wanted.forEach(([key, { places }], index) => {
          const answer = answers.then((all) => {
            const result = all[index]!;
            if (result.status !== 'failed') known?.set(key, result);
            return result;
          });
          underWay.set(key, answer);
          const forget = () => underWay.delete(key);
          answer.then(forget, forget);
          for (const at of places) results[at] = answer;
        });
      }
      return Promise.all(results.map(async (result) => result));
    },
  };
}
