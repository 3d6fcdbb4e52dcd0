import { materializedView } from '../definition/view.js';
import { dwdWikiNewDetail } from './dwd-wiki-new-detail.js';

/** New articles per contributor, over all wikis. */
export const dwsWikiContributor = materializedView(
  'dws_wiki_contributor',
  [dwdWikiNewDetail],
  (db) =>
    db
      .selectFrom('dwd_wiki_new_detail as d')
      .select((eb) => [
        'd.contributor',
        eb.fn.countAll<number>().as('article_cnt'),
        eb.fn.countAll<number>().filterWhere('d.bot', '=', true).as('bot_cnt'),
        eb.fn.max('d.opt_time').as('last_opt_time'),
      ])
      .groupBy('d.contributor'),
);
