import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely';
import type { Relation } from '../definition/definition.js';
import { intervalSql, type Interval } from '../definition/interval.js';
import { perTarget } from './per-target.js';

/**
 * A temporal filter: true while the instant is less than `age` ago. In a materialized view RisingWave
 * drops a row by itself when its time is up.
 *
 * ```ts
 * db.selectFrom('events').selectAll().where((eb) => within(eb.ref('at'), '1 day'))
 * ```
 *
 * Takes instants only: `now()` is one, and what time it is in a civil time's zone no column says.
 */
export function within(instant: Expression<Date | null>, age: Interval): RawBuilder<SqlBool> {
  return sql<SqlBool>`${instant} > now() - ${sql.raw(intervalSql(age))}`;
}

/**
 * How many different values there are, about: RisingWave keeps a small sketch (HyperLogLog) instead of
 * the values. PostgreSQL counts them exactly.
 */
export function approxCountDistinct(value: Expression<unknown>): RawBuilder<number> {
  return perTarget({
    risingwave: sql`approx_count_distinct(${value})`,
    postgres: sql`count(distinct ${value})`,
  });
}

/**
 * A relation as it is when the row it is joined to arrives (`FOR SYSTEM_TIME AS OF PROCTIME()`): later
 * changes of it do not change rows joined already, so RisingWave keeps no state for them. Joins an
 * append-only relation on the left, inner or left, with the primary key of this one.
 *
 * ```ts
 * db.selectFrom('events as e').leftJoin(asOfNow(names).as('n'), 'n.kind', 'e.kind')
 * ```
 *
 * PostgreSQL joins what is there when the view is read.
 */
export function asOfNow<Row>(relation: Relation<string, Row>): RawBuilder<Row> {
  const table = sql.table(relation.name);
  return perTarget({
    risingwave: sql`${table} for system_time as of proctime()`,
    postgres: sql`${table}`,
  });
}
