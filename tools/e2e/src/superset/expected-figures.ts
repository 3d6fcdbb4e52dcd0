/** What a chart's numbers are, said in SQL over the base tables alone, none of the views. */
export interface Figures {
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

/** The SQL of the beginning of a unit of time, as Superset names a point of a trend. */
export const per = (unit: string) =>
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
