import { materializedView } from '../definition/view.js';
import { dwdWikiNewDetail } from './dwd-wiki-new-detail.js';
import { dateAndHour } from './time-parts.js';

/** New articles per contributor, language and hour. */
export const dwsWikiNewSum = materializedView('dws_wiki_new_sum', [dwdWikiNewDetail], (db) =>
  db
    .selectFrom('dwd_wiki_new_detail as d')
    .select((eb) => [
      'd.opt_type',
      'd.contributor',
      dateAndHour(eb, 'd.opt_time').date.as('opt_date'),
      dateAndHour(eb, 'd.opt_time').hour.as('opt_hour'),
      'd.language_code',
      'd.language_name_zh',
      eb.fn.countAll<number>().as('article_cnt'),
    ])
    .groupBy((eb) => [
      'd.opt_type',
      'd.contributor',
      dateAndHour(eb, 'd.opt_time').date,
      dateAndHour(eb, 'd.opt_time').hour,
      'd.language_code',
      'd.language_name_zh',
    ]),
);
