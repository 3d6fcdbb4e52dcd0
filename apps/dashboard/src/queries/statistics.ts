import type { PipelineDatabase } from '@wikistream/risingwave-schema';
import { sql, type Kysely } from 'kysely';

const LATEST_ARTICLES = 50;
const TOP = 12;
const HOURS = 48;

/** One of the latest articles, as the page shows it. */
export interface LatestArticle {
  readonly key: string;
  readonly title: string;
  readonly titleZh: string | null;
  readonly status: string | null;
  readonly language: {
    readonly code: string;
    readonly zh: string | null;
    readonly en: string | null;
  };
  readonly contributor: string;
  readonly time: string | null;
  readonly url: string;
}

/** Everything the statistics page shows, at one moment. */
export interface Statistics {
  readonly total: number;
  readonly today: number;
  readonly perMinute: number;
  readonly translated: number;
  readonly pending: number;
  readonly secondsBehind: number | null;
  readonly hours: readonly { readonly hour: string; readonly count: number }[];
  readonly languages: readonly {
    readonly code: string;
    readonly zh: string | null;
    readonly en: string | null;
    readonly count: number;
  }[];
  readonly contributors: readonly { readonly name: string; readonly count: number }[];
  readonly latest: readonly LatestArticle[];
}

/** Reads the statistics. `now` is the civil time in the pipeline's zone, `YYYY-MM-DD HH:mm:ss`. */
export async function readStatistics(
  db: Kysely<PipelineDatabase>,
  now: string,
): Promise<Statistics> {
  const translation = await db
    .selectFrom('dws_wiki_translation')
    .select([
      'language_code',
      'language_name_zh',
      'language_name_en',
      'article_cnt',
      'translated_cnt',
      'passthrough_cnt',
      'pending_cnt',
    ])
    .orderBy('article_cnt', 'desc')
    .execute();
  const hours = await db
    .selectFrom('dws_wiki_new_hour')
    .select(({ fn }) => ['opt_date', 'opt_hour', fn.sum<number>('article_cnt').as('count')])
    .groupBy(['opt_date', 'opt_hour'])
    .orderBy('opt_date', 'desc')
    .orderBy('opt_hour', 'desc')
    .limit(HOURS)
    .execute();
  // In one statement, so that today is never more than the total.
  const totals = await db
    .selectFrom('dws_wiki_new_hour')
    .select(({ fn }) => [
      fn.sum<number | null>('article_cnt').as('total'),
      fn
        .sum<number | null>('article_cnt')
        .filterWhere('opt_date', '=', now.slice(0, 10))
        .as('today'),
    ])
    .executeTakeFirst();
  const minute = `${now.slice(0, 16)}:00`;
  const minutes = await db
    .selectFrom('dws_wiki_new_minute')
    .select(['window_start', 'article_cnt'])
    .where('window_start', '<=', minute)
    .where('window_start', '>=', sql<string>`cast(${minute} as timestamp) - interval '1 minute'`)
    .orderBy('window_start')
    .execute();
  const contributors = await db
    .selectFrom('dws_wiki_contributor')
    .select(['contributor', 'article_cnt'])
    .orderBy('article_cnt', 'desc')
    .orderBy('contributor')
    .limit(TOP)
    .execute();
  const latest = await db
    .selectFrom('dwd_wiki_new_detail')
    .select([
      'wiki',
      'id',
      'title',
      'title_zh',
      'translation_status',
      'language_code',
      'language_name_zh',
      'language_name_en',
      'contributor',
      'opt_time',
      'title_url',
      'event_time',
    ])
    .orderBy('opt_time', 'desc')
    .orderBy('id', 'desc')
    .limit(LATEST_ARTICLES)
    .execute();

  const sum = (of: (row: (typeof translation)[number]) => number) =>
    translation.reduce((total, row) => total + Number(of(row)), 0);
  const newest = Math.max(...latest.map(({ event_time }) => event_time?.getTime() ?? -Infinity));
  return {
    total: Number(totals?.total ?? 0),
    today: Number(totals?.today ?? 0),
    // The last whole minute; the running one while there is none.
    perMinute: Number(minutes[0]?.article_cnt ?? 0),
    translated: sum((row) => Number(row.translated_cnt) + Number(row.passthrough_cnt)),
    pending: sum((row) => row.pending_cnt),
    secondsBehind: Number.isFinite(newest)
      ? Math.max(0, Math.round((Date.now() - newest) / 1000))
      : null,
    hours: hours
      .map(({ opt_date, opt_hour, count }) => ({
        hour: `${opt_date} ${String(opt_hour).padStart(2, '0')}:00`,
        count: Number(count),
      }))
      .reverse(),
    languages: translation.slice(0, TOP).map((row) => ({
      code: row.language_code ?? '',
      zh: row.language_name_zh,
      en: row.language_name_en,
      count: Number(row.article_cnt),
    })),
    contributors: contributors.map(({ contributor, article_cnt }) => ({
      name: contributor ?? '',
      count: Number(article_cnt),
    })),
    latest: latest.map((row) => ({
      key: `${row.wiki}:${row.id}`,
      title: row.title ?? '',
      titleZh: row.title_zh,
      status: row.translation_status,
      language: {
        code: row.language_code ?? '',
        zh: row.language_name_zh,
        en: row.language_name_en,
      },
      contributor: row.contributor ?? '',
      time: row.opt_time,
      url: articleUrl(row.title_url),
    })),
  };
}

/** Links lead to Wikipedia over https, or nowhere. */
function articleUrl(url: string | null): string {
  try {
    const parsed = new URL(url ?? '');
    return parsed.protocol === 'https:' && parsed.hostname.endsWith('.wikipedia.org')
      ? parsed.href
      : '';
  } catch {
    return '';
  }
}
