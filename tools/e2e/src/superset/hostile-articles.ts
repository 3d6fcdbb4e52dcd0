import { formatCivil, type NewArticle } from '@wikistream/wiki-events';
import { TIME_ZONE } from '../support/seeded-articles.js';

/** A title that is markup, by a contributor who is; its page address is a good one. */
export const MARKUP = `<img src=x onerror="alert(1)"><script>alert(2)</script> "quoted" & 'done'`;

/** A title that turns the direction of what follows it; its page address must not become a link. */
export const BIDI = 'invoice\u202Egnp.exe \u2067right\u2069 end';

/** Two articles made a moment ago. */
export function hostileArticles(): NewArticle[] {
  const now = new Date();
  const article = (id: number, fields: Partial<NewArticle>): NewArticle => ({
    id,
    opt_type: 'new',
    title: '',
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
  });
  return [
    article(900_001, { title: MARKUP, contributor: '<img src=x onerror=alert(3)>' }),
    article(900_002, { title: BIDI, title_url: 'javascript:alert(4)' }),
  ];
}
