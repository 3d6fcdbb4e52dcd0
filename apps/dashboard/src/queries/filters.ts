import type { PipelineDatabase, Target } from '@wikistream/risingwave-schema';
import { sql, type ExpressionBuilder, type RawBuilder } from 'kysely';

/** What the statistics can be narrowed to. Dates are civil and inclusive. */
export interface StatisticsFilters {
  readonly from?: string;
  readonly to?: string;
  readonly language?: string;
}

/** A civil time as a parameter. The cast tells the database its type, which RisingWave does not infer. */
export function timestampOf(civil: string): RawBuilder<string> {
  return sql<string>`cast(${civil} as timestamp)`;
}

/** A civil date as a parameter. */
export function dateValue(date: string): RawBuilder<string> {
  return sql<string>`cast(${date} as date)`;
}

/** The filters as a condition on articles; the bounds are on `opt_time` itself, where the indexes are. */
export function onArticles(
  eb: ExpressionBuilder<PipelineDatabase, 'dwd_wiki_new_detail'>,
  { from, to, language }: StatisticsFilters,
) {
  return eb.and([
    ...(from ? [eb('opt_time', '>=', timestampOf(`${from} 00:00:00`))] : []),
    ...(to
      ? [eb('opt_time', '<', sql<string>`${timestampOf(`${to} 00:00:00`)} + interval '1 day'`)]
      : []),
    ...(language ? [eb('language_code', '=', language)] : []),
  ]);
}

/** The filters as a condition on the view by hour. */
export function onHours(
  eb: ExpressionBuilder<PipelineDatabase, 'dws_wiki_new_hour'>,
  { from, to, language }: StatisticsFilters,
) {
  return eb.and([
    ...(from ? [eb('opt_date', '>=', dateValue(from))] : []),
    ...(to ? [eb('opt_date', '<=', dateValue(to))] : []),
    ...(language ? [eb('language_code', '=', language)] : []),
  ]);
}

/** Where aggregates are stored, they are read; where views are computed on read, their base is cheaper. */
export function hasStoredViews(target: Target): boolean {
  return target === 'risingwave';
}
