import { sql } from 'kysely';
import { index } from '../definition/index-definition.js';
import { materializedView } from '../definition/view.js';
import { dimLanguage } from './dim-language.js';
import { odsWikiNewTable } from './ods-wiki-new-table.js';
import { odsWikiNewTranslatorTable } from './ods-wiki-new-translator-table.js';

/**
 * One row per new article with its translation and the names of its language. What is not known
 * (yet) is NULL: a title still being translated, a language the dimension lacks.
 */
export const dwdWikiNewDetail = materializedView(
  'dwd_wiki_new_detail',
  [odsWikiNewTable, odsWikiNewTranslatorTable, dimLanguage],
  (db) =>
    db
      .selectFrom('ods_wiki_new_table as a')
      .leftJoin('ods_wiki_new_translator_table as t', (join) =>
        join.onRef('t.wiki', '=', 'a.wiki').onRef('t.id', '=', 'a.id'),
      )
      .leftJoin('dim_language as l', 'l.language_code', 'a.language_code')
      .select((eb) => [
        'a.wiki',
        'a.id',
        'a.opt_type',
        'a.title',
        'a.title_url',
        'a.opt_time',
        'a.contributor',
        'a.registration',
        'a.gender',
        // A text from outside: anything but a plain number is unknown, not an error.
        eb
          .case()
          .when('a.edit_count', '~', '^[0-9]{1,9}$')
          .then(eb.cast<number>('a.edit_count', sql`int`))
          .end()
          .as('edit_count'),
        'a.event_id',
        'a.event_time',
        'a.bot',
        't.title_zh',
        't.translated_at',
        't.translation_status',
        't.translator',
        'a.language_code',
        'l.language_name_zh',
        'l.language_name_en',
      ])
      .where('a.opt_type', '=', 'new'),
);

/** The latest articles, where the view is stored. */
export const dwdWikiNewDetailOptTime = index('dwd_wiki_new_detail_opt_time', dwdWikiNewDetail, {
  columns: [{ column: 'opt_time', order: 'desc' }],
  only: 'risingwave',
});
