import type { Article } from '../../src/api/contract.js';
import { queryOf, type Filters } from '../address/address.js';
import { fetchTitles } from '../live/requests.js';
import { matches } from './matches.js';

/** More new articles than these are not told apart: a page left open for days must not grow. */
export const MOST_FRESH = 999;

/** A rare word may leave pages empty; after this many the reader decides whether to go on. */
const EMPTY_PAGES = 4;

export type ListState = 'loading' | 'searching' | 'more' | 'paused' | 'end' | 'failed';

/** The articles of one view, page by page, and those that came since. */
export class TitlesList {
  readonly #onChange: () => void;
  #filters: Filters = {};
  #articles: Article[] = [];
  #keys = new Set<string>();
  #fresh = new Set<string>();
  /** What came before the first page did: only that tells what of it is new. */
  #unheard: readonly Article[] = [];
  #next: string | null = null;
  #state: ListState = 'loading';
  #error: unknown;
  #request: AbortController | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get articles(): readonly Article[] {
    return this.#articles;
  }

  get state(): ListState {
    return this.#state;
  }

  get error(): unknown {
    return this.#error;
  }

  /** How many articles came that are not listed yet, at most one more than {@link MOST_FRESH}. */
  get fresh(): number {
    return this.#fresh.size;
  }

  /** Another view, from its newest article on. */
  async begin(filters: Filters): Promise<void> {
    this.#filters = filters;
    this.#articles = [];
    this.#keys.clear();
    this.#fresh.clear();
    this.#unheard = [];
    this.#next = null;
    await this.#load();
  }

  /** The next page; nothing while one is loading or when there is none. */
  async more(): Promise<void> {
    if (this.#state === 'loading' || this.#state === 'searching' || this.#state === 'end') return;
    await this.#load();
  }

  /** Lists what came since. */
  async showFresh(): Promise<void> {
    const request = this.#restart();
    try {
      const page = await fetchTitles(queryOf(this.#filters), request.signal);
      const overlaps = page.articles.some(({ key }) => this.#keys.has(key));
      const rest = overlaps ? this.#articles : [];
      const keys = new Set(page.articles.map(({ key }) => key));
      this.#articles = [...page.articles, ...rest.filter(({ key }) => !keys.has(key))];
      this.#keys = new Set(this.#articles.map(({ key }) => key));
      this.#fresh.clear();
      if (!overlaps) this.#next = page.next;
      this.#set(this.#next === null ? 'end' : 'more');
    } catch (error) {
      this.#fail(error, request);
    }
  }

  /** Takes in the newest articles of all: translations of listed ones, and what is not listed yet. */
  receive(latest: readonly Article[]): void {
    if (this.#state === 'loading' && this.#articles.length === 0) {
      this.#unheard = latest;
      return;
    }
    const before = this.#fresh.size;
    let changed = false;
    // An article may come late, behind others; what is older than all listed is not reached yet.
    const reached = this.#next === null ? '' : (this.#articles.at(-1)?.time ?? '');
    for (const article of latest) {
      if (this.#keys.has(article.key)) changed = this.#replace(article) || changed;
      else if (
        this.#fresh.size <= MOST_FRESH &&
        (article.time ?? '') >= reached &&
        matches(article, this.#filters)
      )
        this.#fresh.add(article.key);
    }
    if (changed || before !== this.#fresh.size) this.#onChange();
  }

  #replace(article: Article): boolean {
    const index = this.#articles.findIndex(({ key }) => key === article.key);
    const same = JSON.stringify(this.#articles[index]) === JSON.stringify(article);
    if (index < 0 || same) return false;
    this.#articles[index] = article;
    return true;
  }

  async #load(): Promise<void> {
    const request = this.#restart();
    this.#set('loading');
    try {
      for (let page = 0; page < EMPTY_PAGES; page += 1) {
        const query = queryOf(this.#filters);
        if (this.#next !== null) query.set('cursor', this.#next);
        const { articles, next } = await fetchTitles(query, request.signal);
        const added = articles.filter(({ key }) => !this.#keys.has(key));
        this.#articles.push(...added);
        for (const { key } of added) {
          this.#keys.add(key);
          this.#fresh.delete(key);
        }
        this.#next = next;
        if (next === null) return this.#set('end');
        if (added.length > 0) return this.#set('more');
        this.#set('searching');
      }
      this.#set('paused');
    } catch (error) {
      this.#fail(error, request);
    }
  }

  #restart(): AbortController {
    this.#request?.abort();
    this.#request = new AbortController();
    return this.#request;
  }

  #fail(error: unknown, request: AbortController): void {
    // A request given up for another one is no failure.
    if (request.signal.aborted) return;
    this.#error = error;
    this.#set('failed');
  }

  #set(state: ListState): void {
    this.#state = state;
    this.#onChange();
    if (state === 'loading' || this.#unheard.length === 0) return;
    const unheard = this.#unheard;
    this.#unheard = [];
    this.receive(unheard);
  }
}
