import type { ColumnSpec } from '../definition/column.js';
import { quoteIdentifier, quoteText } from '../sql/quote.js';
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
  if (spec.generated !== undefined && target === 'risingwave') {
    return `${quoteIdentifier(name)} ${spec.type} as ${spec.generated}`;
  }
  const expression = defaultOf(spec, target);
  return [
    quoteIdentifier(name),
    spec.type,
    ...(expression === undefined ? [] : [`default ${expression}`]),
    ...(spec.notNull && target === 'postgres' ? ['not null'] : []),
  ].join(' ');
}

/** The `INCLUDE` clause of a column RisingWave fills with a part of the Kafka record. */
export function includeSql(name: string, { included, type }: ColumnSpec): string {
  const field =
    typeof included === 'object'
      ? `header ${quoteText(included.header)} ${type}`
      : (included ?? 'key');
  return `include ${field} as ${quoteIdentifier(name)}`;
}
