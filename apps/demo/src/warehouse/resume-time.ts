import type { PGlite } from '@electric-sql/pglite';

/**
 * The broker of the embedded profile forgets its topics between runs, the warehouse does not: so a
 * run goes on from what the warehouse holds. Articles without a translation were lost on the way to
 * the translator, so the oldest of them (of the last week, as long as EventStreams remembers) counts;
 * else the newest article, less a margin for events that arrived out of order. Rows delivered twice
 * replace themselves.
 *
 * @returns an RFC 3339 time, or undefined when the warehouse is empty.
 */
export async function resumeTime(db: PGlite): Promise<string | undefined> {
  const { rows } = await db.query<{ resume: string | null }>(`
    select to_char(
      least(
        (select max(event_time) from ods_wiki_new_table),
        (select min(a.event_time)
           from ods_wiki_new_table a
           left join ods_wiki_new_translator_table t using (wiki, id)
          where t.id is null and a.event_time > now() - interval '7 days')
      ) at time zone 'UTC' - interval '30 seconds',
      'YYYY-MM-DD"T"HH24:MI:SS"Z"'
    ) as resume`);
  return rows[0]?.resume ?? undefined;
}
