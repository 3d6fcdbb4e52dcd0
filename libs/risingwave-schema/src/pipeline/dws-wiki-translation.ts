import { sql } from 'kysely';
import { materializedView } from '../definition/view.js';
import { dwdWikiNewDetail } from './dwd-wiki-new-detail.js';

/**
 * How far translation has come per language. `avg_latency_seconds` runs from the article's creation
 * to its translation, over the articles that have one (whatever its status).
 */
export const dwsWikiTranslation = materializedView(
  'dws_wiki_translation',
  [dwdWikiNewDetail],
  (db) =>
    db
      .selectFrom('dwd_wiki_new_detail as d')
      .select((eb) => {
        const withStatus = (status: 'translated' | 'passthrough' | 'failed') =>
          eb.fn.countAll<number>().filterWhere('d.translation_status', '=', status);
        return [
          'd.language_code',
          'd.language_name_zh',
          'd.language_name_en',
          eb.fn.countAll<number>().as('article_cnt'),
          withStatus('translated').as('translated_cnt'),
          withStatus('passthrough').as('passthrough_cnt'),
          withStatus('failed').as('failed_cnt'),
          eb.fn
            .countAll<number>()
            .filterWhere('d.translation_status', 'is', null)
            .as('pending_cnt'),
          eb.fn
            .avg<number | null>(
              eb.cast(
                sql`extract(epoch from ${eb.ref('d.translated_at')} - ${eb.ref('d.opt_time')})`,
                'double precision',
              ),
            )
            .as('avg_latency_seconds'),
        ];
      })
      .groupBy(['d.language_code', 'd.language_name_zh', 'd.language_name_en']),
);
