import { Column } from './column.js';
import type { IncludedField } from './included-field.js';

/** Parts of Kafka records by the names of the columns they become. */
export type Includes = Readonly<Record<string, IncludedField>>;

type IncludedValue<F> = F extends 'key'
  ? Uint8Array
  : F extends 'timestamp'
    ? Date
    : F extends 'payload'
      ? unknown
      : string;

/** The columns of some includes. Writers on PostgreSQL may fill them and need not. */
export type IncludedColumns<I extends Includes> = {
  -readonly [K in keyof I]: Column<
    IncludedValue<I[K]> | null,
    (I[K] extends 'timestamp' ? Date | string : IncludedValue<I[K]>) | null | undefined
  >;
};

/** Types RisingWave gives them (additional_columns.rs of its connector). */
const TYPES = {
  key: 'bytea',
  timestamp: 'timestamptz',
  partition: 'varchar',
  offset: 'varchar',
  payload: 'jsonb',
} as const;

export function includedColumns<I extends Includes>(include: I): IncludedColumns<I> {
  const columns = Object.entries(include).map(([name, included]): [string, Column<unknown>] => {
    const type = typeof included === 'string' ? TYPES[included] : 'varchar';
    return [name, new Column({ type, notNull: false, included })];
  });
  return Object.fromEntries(columns) as unknown as IncludedColumns<I>;
}
