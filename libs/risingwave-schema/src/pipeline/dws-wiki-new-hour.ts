import { materializedView } from '../definition/view.js';
import { dwdWikiNewDetail } from './dwd-wiki-new-detail.js';
import { dateAndHour } from './time-parts.js';

/** New articles per language and hour. */
export const dwsWikiNewHour = materializedView('dws_wiki_new_hour', [dwdWikiNewDetail], (db) =>
  db
    .selectFrom('dwd_wiki_new_detail as d')
    .select((eb) => [
      dateAndHour(eb, 'd.opt_time').date.as('opt_date'),
      dateAndHour(eb, 'd.opt_time').hour.as('opt_hour'),
      'd.language_code',
      'd.language_name_zh',
      'd.language_name_en',
      eb.fn.countAll<number>().as('article_cnt'),
      eb.fn.countAll<number>().filterWhere('d.bot', '=', true).as('bot_cnt'),
    ])
    .groupBy((eb) => [
      dateAndHour(eb, 'd.opt_time').date,
      dateAndHour(eb, 'd.opt_time').hour,
      'd.language_code',
      'd.language_name_zh',
      'd.language_name_en',
    ]),
);
