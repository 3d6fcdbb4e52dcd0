import type { Pool } from 'pg';
import { TIME_ZONE } from '../support/seeded-articles.js';

const DAYS = 90;

/**
 * Fills the tables with articles of the last 90 days, made by the database itself: editions of very
 * different sizes, contributors with one article or thousands, 3 in 100 titles without a translation,
 * ten that a search for `needle` finds.
 */
export async function fillWithArticles(pool: Pool, count: number): Promise<void> {
  await pool.query(
    `insert into ods_wiki_new_table
       (wiki, id, opt_type, title, title_url, opt_time, contributor, event_id, language_code, event_time, bot)
     select replace(language_code, '-', '_') || 'wiki', i, 'new',
       'Article ' || md5(i::text) || case when i % ($1::int / 10) = 0 then ' needle' else '' end,
       'https://' || language_code || '.wikipedia.org/wiki/' || md5(i::text),
       made at time zone $3, 'Contributor ' || floor(power(random(), 3) * 40000), 'event-' || i,
       language_code, made, random() < 0.15
     from (
       select i, now() - interval '1 minute' - (1 - i::float / $1) * make_interval(days => $2) as made,
         codes[1 + floor(power(random(), 2.5) * array_length(codes, 1))::int] as language_code
       from generate_series(1, $1) as i,
         (select array_agg(language_code order by language_code) as codes from dim_language) as editions
     ) as article`,
    [count, DAYS, TIME_ZONE],
  );
  await pool.query(
    `insert into ods_wiki_new_translator_table
       (wiki, id, opt_type, title, title_url, opt_time, contributor, event_id, language_code, event_time,
        title_zh, translated_at, translation_status, translator)
     select wiki, id, opt_type, title, title_url, opt_time, contributor, event_id, language_code, event_time,
       '条目' || id, opt_time + random() * interval '9 seconds',
       case when id % 50 = 0 then 'failed' else 'translated' end, 'test'
     from ods_wiki_new_table where id % 100 < 97`,
  );
  await pool.query('vacuum analyze');
}
