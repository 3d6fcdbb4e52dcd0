import type { NewArticle, TranslatedArticle } from '@wikistream/wiki-events';
import type { PipelineDatabase } from '@wikistream/risingwave-schema';
import type { Column, Table } from './table.js';

/** A source for every column of a relation: a column more or less is a compile error. */
type Columns<Relation extends keyof PipelineDatabase, Message> = {
  readonly [Name in keyof PipelineDatabase[Relation]]: Column<Message>;
};

const articleColumns = {
  wiki: { type: 'text', value: (article) => article.wiki },
  id: { type: 'bigint', value: (article) => article.id },
  opt_type: { type: 'text', value: (article) => article.opt_type },
  title: { type: 'text', value: (article) => article.title },
  title_url: { type: 'text', value: (article) => article.title_url },
  opt_time: { type: 'timestamp', value: (article) => article.opt_time },
  contributor: { type: 'text', value: (article) => article.contributor },
  registration: { type: 'timestamp', value: (article) => article.registration },
  gender: { type: 'text', value: (article) => article.gender },
  edit_count: { type: 'text', value: (article) => article.edit_count },
  event_id: { type: 'text', value: (article) => article.event_id },
  language_code: { type: 'text', value: (article) => article.language_code },
  event_time: { type: 'timestamptz', value: (article) => article.event_time },
  bot: { type: 'boolean', value: (article) => article.bot ?? null },
} satisfies Columns<'ods_wiki_new_table', NewArticle>;

/** `wikipedia-stream-new`, as rows. */
export const articlesTable: Table<NewArticle> = {
  name: 'ods_wiki_new_table',
  key: ['wiki', 'id'],
  columns: articleColumns,
};

const translationColumns = {
  ...articleColumns,
  title_zh: { type: 'text', value: (article) => article.title_zh },
  translated_at: { type: 'timestamp', value: (article) => article.translated_at },
  translation_status: { type: 'text', value: (article) => article.translation_status },
  translator: { type: 'text', value: (article) => article.translator },
} satisfies Columns<'ods_wiki_new_translator_table', TranslatedArticle>;

/** `wikipedia-new-translator`, as rows. */
export const translationsTable: Table<TranslatedArticle> = {
  name: 'ods_wiki_new_translator_table',
  key: ['wiki', 'id'],
  columns: translationColumns,
};
