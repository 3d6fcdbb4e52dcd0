import type { Pool } from 'pg';
import type { ChartExchange } from './opened-dashboard.js';
import type { ChartResult, Row } from './superset-api.js';

/** What a chart's numbers are, said in SQL over the base tables alone, none of the views. */
interface Figures {
  /** How the articles are told apart: Superset's column and the SQL of the same value, as text. */
  readonly by?: Readonly<Record<string, string>>;
  /** Superset's metric and the SQL of the same number. */
  readonly measures: Readonly<Record<string, string>>;
  /** Only so many rows, those with most articles. */
  readonly limit?: number;
  /** The view knows whole hours only, so a time range takes those that begin in it. */
  readonly wholeHours?: true;
  /** Instead of `by`: the trend under the number, per unit of time. */
  readonly trend?: { readonly column: string; readonly unit: 'hour' | 'day' };
}

const per = (unit: string) =>
  `(extract(epoch from date_trunc('${unit}', opt_time)) * 1000)::bigint::text`;
const ofStatus = (status: string) => `count(*) filter (where translation_status = '${status}')`;
const STATUS = `case when translation_status is null then '待翻译 · Waiting'
  when translation_status = 'translated' then '已翻译 · Translated'
  when translation_status = 'passthrough' then '无需翻译 · As is'
  when translation_status = 'failed' then '未能翻译 · Failed' end`;
const LATENCY = `avg(extract(epoch from translated_at - opt_time))`;
const PEOPLE_AND_BOTS = {
  by_people: 'count(*) filter (where not bot)',
  by_bots: 'count(*) filter (where bot)',
};
const HOUR = 'extract(hour from opt_time)::text';
const hours = { wholeHours: true } as const;
const byDay = { trend: { column: 'hour_start', unit: 'day' }, ...hours } as const;
const byHour = { trend: { column: 'opt_time', unit: 'hour' } } as const;

export const STATISTICS: Readonly<Record<string, Figures>> = {
  '新条目 · Articles': { measures: { articles: 'count(*)' }, ...byDay },
  '今日 · Today': { measures: { articles: 'count(*)' }, ...hours },
  '最近一小时 · Last hour': { measures: { articles: 'count(*)' } },
  '语言 · Languages': { measures: { languages: 'count(distinct language_code)' }, ...byDay },
  '贡献者 · Contributors': { measures: { contributors: 'count(distinct contributor)' }, ...byDay },
  '机器人占比 · By bots': { measures: { bot_share: 'avg(bot::int)' }, ...byDay },
  '每小时 · By hour': { by: { hour_start: per('hour') }, measures: PEOPLE_AND_BOTS, ...hours },
  '每日 · By day': { by: { hour_start: per('day') }, measures: PEOPLE_AND_BOTS, ...hours },
  '各语言 · By language': {
    by: { language: 'language' },
    measures: { articles: 'count(*)' },
    limit: 12,
    ...hours,
  },
  '语言 × 小时 · Language × hour, share of the language': {
    by: { opt_hour: HOUR, language: 'language' },
    measures: {
      share_of_language: `count(*)::float8 / sum(count(*)) over (partition by split_part(${HOUR} || '/' || language, '/', 2))`,
    },
    ...hours,
  },
  '最活跃的贡献者 · Top contributors': {
    by: { contributor: 'contributor' },
    measures: { articles: 'count(*)' },
    limit: 12,
    ...hours,
  },
};

export const TITLES: Readonly<Record<string, Figures>> = {
  '已有译名 · Translated': {
    measures: { coverage: 'avg((title_zh is not null)::int)' },
    ...byHour,
  },
  '平均延迟（秒） · Latency (s)': { measures: { latency_seconds: LATENCY }, ...byHour },
  '待翻译 · Waiting': {
    measures: { pending: 'count(*) filter (where translation_status is null)' },
  },
  '未能翻译 · Failed': { measures: { failed: ofStatus('failed') }, ...byHour },
  '翻译状态 · Status': { by: { status: STATUS }, measures: { articles: 'count(*)' } },
  '各语言缺译名的比例 · Without a Chinese title, by language': {
    by: { language: 'language' },
    measures: {
      failed_share: `avg((translation_status is not distinct from 'failed')::int)`,
      pending_share: 'avg((translation_status is null)::int)',
    },
    limit: 12,
  },
};

/** The table; compared row by row. */
export const TITLES_TABLE = '标题与译名 · Titles';

/** Articles with their translation and language, out of the base tables. */
const ARTICLES = `select a.*, t.title_zh, t.translated_at, t.translation_status,
    l.language_name_zh || ' · ' || l.language_name_en as language
  from ods_wiki_new_table a
  left join ods_wiki_new_translator_table t using (wiki, id)
  left join dim_language l on l.language_code = a.language_code`;

/** A chart's numbers as Superset gave them, and as the base tables have them. */
export interface Comparison {
  readonly shown: Readonly<Record<string, number>>;
  readonly expected: Readonly<Record<string, number>>;
  /** The numbers of the rows left out by the chart's limit: none may be larger than one shown. */
  readonly leftOut: number;
}

/** Compares one chart's answer with SQL over the same time range and the same `where`. */
export async function compare(
  pool: Pool,
  figures: Figures,
  results: ChartExchange['results'],
  where = 'true',
): Promise<Comparison> {
  const trend = figures.trend;
  const by = figures.by ?? (trend ? { [trend.column]: per(trend.unit) } : {});
  const rows = await compareRows(pool, { ...figures, by }, results[0], where);
  if (!trend) return rows;
  const number = await compareRows(pool, { ...figures, by: {} }, results[1], where);
  return {
    shown: { ...rows.shown, ...number.shown },
    expected: { ...rows.expected, ...number.expected },
    leftOut: rows.leftOut,
  };
}

async function compareRows(
  pool: Pool,
  figures: Figures,
  result: ChartResult | undefined,
  where: string,
): Promise<Comparison> {
  if (!result) throw new Error('The chart asked for fewer queries than it should');
  const by = Object.entries(figures.by ?? {});
  const measures = Object.entries(figures.measures);
  const label = by.map(([, sql]) => sql).join(` || '/' || `) || `''`;
  const list = measures.map(([name, sql]) => `(${sql})::float8 as "${name}"`).join(', ');
  const time = figures.wholeHours ? `date_trunc('hour', opt_time)` : 'opt_time';
  const { rows } = await pool.query<Row>(
    `select ${label} as label, ${list}, count(*)::int as n from (${ARTICLES}) as articles
     where (${where})
       and ($1::float8 is null or ${time} >= to_timestamp($1 / 1000) at time zone 'UTC')
       and ($2::float8 is null or ${time} < to_timestamp($2 / 1000) at time zone 'UTC')
     group by ${by.length ? '1' : '()'} order by n desc`,
    [result.from_dttm, result.to_dttm],
  );
  const shown = numbers(result.data, (row) => by.map(([c]) => String(row[c])).join('/'), measures);
  const labels = new Set(result.data.map((row) => by.map(([c]) => String(row[c])).join('/')));
  const wanted = figures.limit ? rows.filter((row) => labels.has(String(row.label))) : rows;
  const least = Math.min(...wanted.map((row) => Number(row.n)));
  const leftOut = rows.filter((row) => !wanted.includes(row) && Number(row.n) > least).length;
  if (figures.limit && labels.size !== Math.min(figures.limit, rows.length))
    throw new Error(`${labels.size} rows instead of ${Math.min(figures.limit, rows.length)}`);
  return { shown, expected: numbers(wanted, (row) => String(row.label), measures), leftOut };
}

function numbers(
  rows: readonly Row[],
  label: (row: Row) => string,
  measures: readonly (readonly [string, string])[],
): Record<string, number> {
  return Object.fromEntries(
    rows.flatMap((row) =>
      measures
        // An average of nothing is NULL on both sides.
        .filter(([name]) => row[name] !== null)
        .map(([name]) => [`${label(row)} ${name}`, Math.round(Number(row[name]) * 1e6) / 1e6]),
    ),
  );
}

/** The languages a chart limited to the largest shows, as SQL's condition. */
export function inLanguages(result: ChartResult): string {
  const languages = [...new Set(result.data.map((row) => String(row.language)))];
  return `language in (${languages.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ')})`;
}
