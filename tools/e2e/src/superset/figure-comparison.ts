import type { Pool } from 'pg';
import { expect } from 'vitest';
import { per, type Figures } from './expected-figures.js';
import type { ChartExchange } from './opened-dashboard.js';
import type { ChartResult, Row } from './superset-api.js';

/** Articles with their translation and language, out of the base tables. */
const ARTICLES = `select a.*, t.title_zh, t.translated_at, t.translation_status,
    l.language_name_zh || ' · ' || l.language_name_en as language
  from ods_wiki_new_table a
  left join ods_wiki_new_translator_table t using (wiki, id)
  left join dim_language l on l.language_code = a.language_code`;

/** A chart's numbers as Superset gave them, and as the base tables have them. */
interface Comparison {
  readonly shown: Readonly<Record<string, number>>;
  readonly expected: Readonly<Record<string, number>>;
  /** The numbers of the rows left out by the chart's limit: none may be larger than one shown. */
  readonly leftOut: number;
}

/** Holds the latest numbers of charts against the base tables, by the charts' names. */
export async function expectFigures(
  pool: Pool,
  figures: Readonly<Record<string, Figures>>,
  charts: ReadonlyMap<string, ChartExchange>,
  where?: string,
): Promise<void> {
  for (const [name, chart] of Object.entries(figures)) {
    await expectFigure(pool, name, chart, charts.get(name)?.results ?? [], where);
  }
}

/** The same for one chart. */
export async function expectFigure(
  pool: Pool,
  name: string,
  figures: Figures,
  results: ChartExchange['results'],
  where = 'true',
): Promise<void> {
  const [first] = results;
  const heatMap = figures.by?.opt_hour && first ? ` and ${inLanguages(first)}` : '';
  const { shown, expected, leftOut } = await compare(pool, figures, results, `${where}${heatMap}`);
  expect(shown, name).toEqual(expected);
  expect(Object.keys(shown).length, name).toBeGreaterThan(0);
  expect(leftOut, name).toBe(0);
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
function inLanguages(result: ChartResult): string {
  const languages = [...new Set(result.data.map((row) => String(row.language)))];
  return `language in (${languages.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ')})`;
}
