import { sql, type ExpressionBuilder, type ReferenceExpression } from 'kysely';

/** `opt_date` and `opt_hour` of a civil time, typed as dashboards filter by them: DATE and INT 0…23. */
export function dateAndHour<DB, TB extends keyof DB>(
  eb: ExpressionBuilder<DB, TB>,
  time: ReferenceExpression<DB, TB>,
) {
  return {
    date: eb.cast<string | null>(time, 'date'),
    hour: eb.cast<number | null>(sql`extract(hour from ${eb.ref(time as never)})`, sql`int`),
  };
}
