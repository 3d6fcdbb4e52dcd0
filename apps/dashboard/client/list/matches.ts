import type { Article, TitleFilters } from '../../src/api/contract.js';

/** Whether the titles page would list this article under these filters. */
export function matches(article: Article, filters: TitleFilters): boolean {
  const { search, language, contributor, status, from, to } = filters;
  const date = article.time?.slice(0, 10) ?? '';
  const sought = search?.toLowerCase();
  return (
    (!sought ||
      article.title.toLowerCase().includes(sought) ||
      (article.titleZh?.toLowerCase().includes(sought) ?? false)) &&
    (!language || article.language.code === language) &&
    (!contributor || article.contributor === contributor) &&
    (!status || article.status === status) &&
    (!from || date >= from) &&
    (!to || (date !== '' && date <= to))
  );
}
