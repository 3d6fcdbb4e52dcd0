import type { ColumnSpec } from '../definition/column.js';
import { quoteIdentifier } from '../sql/quote.js';
import type { Target } from '../target.js';

/** The SQL of a column's default on a target. */
export function defaultOf(spec: ColumnSpec, target: Target): string | undefined {
  return typeof spec.default === 'object' ? spec.default[target] : spec.default;
}

/**
 * A column in CREATE TABLE or ADD COLUMN. RisingWave gets no NOT NULL: it would drop rows that break
 * it without a word (its own notice says "will be ignored silently").
 */
export function columnSql(name: string, spec: ColumnSpec, target: Target): string {
  const expression = defaultOf(spec, target);
  return [
    quoteIdentifier(name),
    spec.type,
    ...(expression === undefined ? [] : [`default ${expression}`]),
    ...(spec.notNull && target === 'postgres' ? ['not null'] : []),
  ].join(' ');
}
