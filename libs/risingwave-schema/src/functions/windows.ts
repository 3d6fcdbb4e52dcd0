import { sql, type RawBuilder, type SelectType } from 'kysely';
import { exactIntervalSql, intervalSql, secondsOf, type Interval } from '../definition/interval.js';
import type { Relation } from '../definition/definition.js';
import { LiteralError } from '../errors.js';
import { perTarget } from './per-target.js';

/** Columns a window can be made of: instants and civil times. */
type TimeColumn<Row> = {
  [K in keyof Row & string]: NonNullable<SelectType<Row[K]>> extends Date | string ? K : never;
}[keyof Row & string];

/** A row of a relation with the window it falls into; `window_start` belongs to it, `window_end` does not. */
export type Windowed<Row, C extends keyof Row & string, N extends null = never> = Row & {
  window_start: NonNullable<SelectType<Row[C]>> | N;
  window_end: NonNullable<SelectType<Row[C]>> | N;
};

/** Windows are counted from here on both databases; PostgreSQL leaves the zone out for civil times. */
const ORIGIN = "'1970-01-01 00:00:00+00'";

/**
 * `TUMBLE`: every row with the window of `size` it falls into; windows follow upon one another. A row
 * without a time has no window: NULL.
 *
 * ```ts
 * const perMinute = materializedView('per_minute', [events], (db) =>
 *   db
 *     .selectFrom(tumble(events, 'at', '1 minute').as('w'))
 *     .select((eb) => ['w.window_start', eb.fn.countAll<number>().as('cnt')])
 *     .groupBy('w.window_start'));
 * ```
 *
 * PostgreSQL: `date_bin`.
 *
 * @throws {LiteralError} unless `size` is a whole number of a known unit.
 */
export function tumble<Row, C extends TimeColumn<Row>>(
  relation: Relation<string, Row>,
  column: C,
  size: Interval,
): RawBuilder<Windowed<Row, C, WhenNull<Row, C>>> {
  const table = sql.table(relation.name);
  const time = sql.id(column);
  const [given, exact] = [sql.raw(intervalSql(size)), sql.raw(exactIntervalSql(size))];
  const start = sql`date_bin(${exact}, t.${time}, ${sql.raw(ORIGIN)})`;
  return perTarget({
    risingwave: sql`tumble(${table}, ${time}, ${given})`,
    postgres: sql`(select t.*, ${start} as window_start, ${start} + ${exact} as window_end from ${table} as t)`,
  });
}

/** NULL, where the time may be. */
type WhenNull<Row, C extends keyof Row & string> = Extract<SelectType<Row[C]>, null>;

/**
 * `HOP`: every row with each of the windows of `size` it falls into, one of which begins every
 * `slide`. A row without a time falls into none and is left out.
 *
 * PostgreSQL: `date_bin` and `generate_series`.
 *
 * @throws {LiteralError} unless `size` is a multiple of `slide`, as RisingWave demands.
 */
export function hop<Row, C extends TimeColumn<Row>>(
  relation: Relation<string, Row>,
  column: C,
  slide: Interval,
  size: Interval,
): RawBuilder<Windowed<Row, C>> {
  const windows = secondsOf(size) / secondsOf(slide);
  if (!Number.isInteger(windows)) {
    throw new LiteralError(`Windows of ${size} cannot begin every ${slide}: not a multiple of it.`);
  }
  const table = sql.table(relation.name);
  const time = sql.id(column);
  const [exactSlide, exactSize] = [
    sql.raw(exactIntervalSql(slide)),
    sql.raw(exactIntervalSql(size)),
  ];
  const last = sql`date_bin(${exactSlide}, t.${time}, ${sql.raw(ORIGIN)})`;
  const starts = sql`generate_series(${last} - ${exactSize} + ${exactSlide}, ${last}, ${exactSlide})`;
  return perTarget({
    risingwave: sql`hop(${table}, ${time}, ${sql.raw(intervalSql(slide))}, ${sql.raw(intervalSql(size))})`,
    postgres: sql`(select t.*, s.window_start, s.window_start + ${exactSize} as window_end from ${table} as t cross join lateral ${starts} as s(window_start))`,
  });
}
