import { formatCivil, type NewArticle } from '@wikistream/wiki-events';
import { TIME_ZONE } from '../support/seeded-articles.js';

/** Titles that break pages which do not take them as text alone. */
export const HOSTILE_TITLES = {
  markup: `<img src=x onerror="alert(1)"><script>alert(2)</script> "quoted" & 'done'`,
  bidi: 'invoice\u202Egnp.exe \u2067right\u2069 end',
  long: 'Llanfair'.repeat(38).slice(0, 300),
  arabic: 'قائمة ﷺ (1927–2011) مدن',
} as const;

/** An article made a moment ago. */
export function articleNow(
  id: number,
  title: string,
  fields: Partial<NewArticle> = {},
): NewArticle {
  const now = new Date();
  return {
    id,
    opt_type: 'new',
    title,
    title_url: `https://en.wikipedia.org/wiki/Article_${id}`,
    opt_time: formatCivil(now, TIME_ZONE),
    contributor: 'Ada',
    registration: null,
    gender: null,
    edit_count: null,
    event_id: `event-${id}`,
    wiki: 'enwiki',
    language_code: 'en',
    event_time: now.toISOString(),
    bot: false,
    ...fields,
  };
}

export function hostileArticles(): NewArticle[] {
  return Object.values(HOSTILE_TITLES).map((title, index) =>
    articleNow(900_001 + index, title, {
      contributor: index === 0 ? '<b onclick=alert(3)>Eve</b>' : 'Ada',
      // A link that must not become one.
      ...(index === 0 ? { title_url: 'javascript:alert(4)' } : {}),
    }),
  );
}
