import type { PipelineRow } from '@wikistream/risingwave-schema';
import type { Article, TranslationStatus } from '../api/contract.js';

/** The columns an {@link Article} is made of. */
export const ARTICLE_COLUMNS = [
  'wiki',
  'id',
  'title',
  'title_zh',
  'translation_status',
  'language_code',
  'language_name_zh',
  'language_name_en',
  'contributor',
  'opt_time',
  'title_url',
] as const;

export type ArticleRow = Pick<PipelineRow<'dwd_wiki_new_detail'>, (typeof ARTICLE_COLUMNS)[number]>;

export function toArticle(row: ArticleRow): Article {
  const status = statusOf(row.translation_status);
  return {
    key: `${row.wiki}:${row.id}`,
    title: row.title ?? '',
    titleZh: status === 'translated' || status === 'passthrough' ? row.title_zh : null,
    status,
    language: {
      code: row.language_code ?? '',
      zh: row.language_name_zh,
      en: row.language_name_en,
    },
    contributor: row.contributor ?? '',
    time: row.opt_time,
    url: articleUrl(row.title_url),
  };
}

function statusOf(stored: string | null): TranslationStatus {
  return stored === 'translated' || stored === 'passthrough' || stored === 'failed'
    ? stored
    : 'pending';
}

/** Links lead to Wikipedia over https, or nowhere. */
export function articleUrl(url: string | null): string {
  if (!url || !URL.canParse(url)) return '';
  const { protocol, hostname, username, password, port, href } = new URL(url);
  const safe =
    protocol === 'https:' &&
    hostname.endsWith('.wikipedia.org') &&
    username === '' &&
    password === '' &&
    port === '';
  return safe ? href : '';
}
