import type { EventEnvelope } from '../events/envelope.js';
import type { ChangeType, RecentChange } from '../events/recent-change.js';
import { wikipediaLanguage } from '../languages/wikipedia.js';
import { and, where, type Filter } from './filter.js';

/** Changes of these types. */
export function byType<T extends ChangeType>(
  ...types: readonly T[]
): Filter<RecentChange, Extract<RecentChange, { type: T }>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return {
    test: (event): event is Extract<RecentChange, { type: T }> => wanted.has(event.type),
    hints: [{ field: 'type', values: types }],
  };
}

/** Pages in these namespaces; 0 is the articles. */
export function byNamespace<E extends RecentChange>(...namespaces: readonly number[]): Filter<E> {
  return {
    test: (event): event is E => namespaces.includes(event.namespace ?? NaN),
    hints: [{ field: 'namespace', values: namespaces }],
  };
}

/** Wikis with these database names: `enwiki`, `zh_yuewiki`. */
export function byWiki<E extends RecentChange>(...wikis: readonly string[]): Filter<E> {
  const wanted = new Set(wikis);
  return {
    test: (event): event is E => wanted.has(event.wiki ?? ''),
    hints: [{ field: 'wiki', values: wikis }],
  };
}

/** Wikis with these hosts: `en.wikipedia.org`. */
export function byDomain<E extends RecentChange>(...domains: readonly string[]): Filter<E> {
  const wanted = new Set(domains);
  return {
    test: (event): event is E => wanted.has(event.server_name ?? ''),
    hints: [{ field: 'server_name', values: domains }],
  };
}

/** Wikipedia editions: all of them, or those with these codes (`zh-yue`, `simple`). */
export function byWikipedia<E extends RecentChange>(...languages: readonly string[]): Filter<E> {
  const wanted = new Set(languages);
  return where((event) => {
    const language = wikipediaLanguage(event);
    return language !== undefined && (wanted.size === 0 || wanted.has(language));
  });
}

/** Changes by bots, or only by others. */
export function byBot<E extends RecentChange>(bot: boolean): Filter<E> {
  return {
    test: (event): event is E => (event.bot ?? false) === bot,
    hints: bot ? [{ field: 'bot', values: [true] }] : [],
  };
}

/** Everything but Wikimedia's synthetic events. {@link streamEvents} drops those by default. */
export function notCanary<E extends EventEnvelope>(): Filter<E> {
  return where((event) => event.meta.domain !== 'canary');
}

/** The pipeline's choice: articles of every Wikipedia edition, created (or changed as asked). */
export function wikipediaArticles<T extends 'new' | 'edit' = 'new'>(
  ...types: readonly T[]
): Filter<RecentChange, Extract<RecentChange, { type: T }>> {
  const wanted = types.length === 0 ? (['new'] as unknown as readonly T[]) : types;
  return and(and(byType(...wanted), byNamespace(0)), byWikipedia());
}
