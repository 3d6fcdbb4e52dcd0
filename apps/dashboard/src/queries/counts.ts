import type { PipelineDatabase, Target } from '@wikistream/risingwave-schema';
import { sql, type Kysely } from 'kysely';
import { hasStoredViews, onArticles, onHours, type StatisticsFilters } from './filters.js';

/**
 * Articles by date, hour and language. Stored aggregates are added up where the database keeps them;
 * else every article counts as one, which spares PostgreSQL the grouping and the joins of the view.
 */
export function counts(db: Kysely<PipelineDatabase>, target: Target, filters: StatisticsFilters) {
  if (hasStoredViews(target)) {
    return db
      .selectFrom('dws_wiki_new_hour')
      .where((eb) => onHours(eb, filters))
      .select(['opt_date', 'opt_hour', 'language_code', 'article_cnt', 'bot_cnt']);
  }
  return db
    .selectFrom('dwd_wiki_new_detail')
    .where((eb) => onArticles(eb, filters))
    .select((eb) => [
      eb.cast<string | null>('opt_time', 'date').as('opt_date'),
      eb
        .cast<number | null>(sql`extract(hour from ${eb.ref('opt_time')})`, sql`int`)
        .as('opt_hour'),
      'language_code',
      sql<number>`1`.as('article_cnt'),
      sql<number>`case when ${eb.ref('bot')} then 1 else 0 end`.as('bot_cnt'),
    ]);
}
