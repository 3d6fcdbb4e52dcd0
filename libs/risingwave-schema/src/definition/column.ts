import type { ColumnType } from 'kysely';
import type { Target } from '../target.js';
import type { IncludedField } from './included-field.js';

/** Column types both databases have, under names both accept. */
export type SqlType =
  | 'varchar'
  | 'smallint'
  | 'int'
  | 'bigint'
  | 'real'
  | 'double precision'
  | 'numeric'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'bytea'
  | 'jsonb';

/** What a column is, apart from its name. */
export interface ColumnSpec {
  readonly type: SqlType;
  readonly notNull: boolean;
  /** SQL expression, the same on both databases or one per target. */
  readonly default?: string | Readonly<Partial<Record<Target, string>>>;
  /** SQL expression RisingWave computes the column with; nothing can be written to it there. */
  readonly generated?: string;
  /** The part of a Kafka record RisingWave fills the column with (`INCLUDE … AS`). */
  readonly included?: IncludedField;
  /** The name this column had before: a rename keeps the data, a drop and an add do not. */
  readonly renamedFrom?: string;
}

/**
 * A typed column. `S` is what a query reads, `I` what an insert takes; immutable, every method
 * returns a new column.
 *
 * ```ts
 * const columns = { id: bigint().notNull(), title: varchar(), created_at: timestamptz().default('now()') };
 * ```
 */
export class Column<S, I = S> {
  declare readonly $select: S;
  declare readonly $insert: I;
  readonly spec: ColumnSpec;

  constructor(spec: ColumnSpec) {
    this.spec = spec;
  }

  /** The column never holds NULL. PostgreSQL enforces it; on RisingWave it is a promise of the source. */
  notNull(): Column<NonNullable<S>, NonNullable<I>> {
    return new Column({ ...this.spec, notNull: true });
  }

  /** Makes the column optional on insert. `expression` is SQL and is not quoted: never pass outside text. */
  default(
    expression: string | Readonly<Partial<Record<Target, string>>>,
  ): Column<S, I | undefined> {
    return new Column({ ...this.spec, default: expression });
  }

  /** Tells the engine that this column is the former column `name`, so that it renames instead of dropping. */
  renamedFrom(name: string): Column<S, I> {
    return new Column({ ...this.spec, renamedFrom: name });
  }
}

/** Columns of a table by name. */
export type Columns = Readonly<Record<string, Column<unknown, unknown>>>;

/** The row type of a set of columns, as Kysely wants it. */
export type RowOf<C extends Columns> = {
  [K in keyof C]: C[K]['$insert'] extends C[K]['$select']
    ? C[K]['$select']
    : ColumnType<C[K]['$select'], C[K]['$insert'], Exclude<C[K]['$insert'], undefined>>;
};

function column<S, I = S>(type: SqlType): Column<S | null, I | null> {
  return new Column({ type, notNull: false });
}

/** Text of any length. */
export const varchar = () => column<string>('varchar');
export const smallint = () => column<number>('smallint');
export const int = () => column<number>('int');
/** 8-byte integer, read as a number; a value beyond ±2^53 throws instead of losing digits. */
export const bigint = () => column<number>('bigint');
export const real = () => column<number>('real');
export const double = () => column<number>('double precision');
/** Exact decimal, read as text. */
export const numeric = () => column<string>('numeric');
export const boolean = () => column<boolean>('boolean');
/** Civil date, read as `YYYY-MM-DD`. */
export const date = () => column<string>('date');
/** Civil time without a zone, read as `YYYY-MM-DD HH:mm:ss[.ffffff]`. */
export const timestamp = () => column<string>('timestamp');
/** Instant; a Date when read, a Date or a text with a zone when written. */
export const timestamptz = () => column<Date, Date | string>('timestamptz');
/** Bytes; a Buffer when read. */
export const bytea = () => column<Uint8Array>('bytea');
export const jsonb = <T = unknown>() => column<T>('jsonb');

/**
 * The moment a row arrived, as RisingWave's `proctime()` tells it; for append-only tables and sources.
 * On PostgreSQL it is the moment of the insert.
 */
export const proctime = (): Column<Date, undefined> =>
  new Column({
    type: 'timestamptz',
    notNull: false,
    generated: 'proctime()',
    default: { postgres: 'now()' },
  });
