import { sql } from 'kysely';
import { materializedView } from '../definition/view.js';
import { dwdWikiNewDetail } from './dwd-wiki-new-detail.js';

/** New articles per minute; `window_start` is the civil minute, articles without a time are left out. */
export const dwsWikiNewMinute = materializedView('dws_wiki_new_minute', [dwdWikiNewDetail], (db) =>
  db
    .selectFrom('dwd_wiki_new_detail as d')
    .select((eb) => [
      eb.fn<string>('date_trunc', [sql.lit('minute'), 'd.opt_time']).as('window_start'),
      eb.fn.countAll<number>().as('article_cnt'),
    ])
    .where('d.opt_time', 'is not', null)
    .groupBy((eb) => eb.fn('date_trunc', [sql.lit('minute'), 'd.opt_time'])),
);
