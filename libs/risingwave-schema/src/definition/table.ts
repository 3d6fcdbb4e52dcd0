import { DefinitionError } from '../errors.js';
import type { Columns, RowOf } from './column.js';
import type { Relation } from './definition.js';
import { intervalSql, type Interval } from './interval.js';
import type { KafkaSourceSpec } from './kafka-source-spec.js';

/** What happens on RisingWave when a row with an existing primary key arrives. */
export type ConflictBehaviour = 'overwrite' | 'ignore' | 'update if not null';

/**
 * How late rows may be: RisingWave takes it that no row older than the newest one less `delay` will
 * come, so windows that ended before that can be closed. PostgreSQL computes on read and needs none.
 */
export interface Watermark<C extends string = string> {
  /** A `timestamp` or `timestamptz` column. */
  readonly column: C;
  readonly delay: Interval;
}

interface Growing<C extends Columns> {
  /** Rows are never changed or deleted. RisingWave demands it of tables with a watermark. */
  readonly appendOnly: true;
  readonly watermark?: Watermark<keyof C & string>;
  /** The only choice: the first row of a key stays. */
  readonly onConflict?: 'ignore';
  readonly versionColumn?: never;
}

interface Changing<C extends Columns> {
  readonly appendOnly?: false;
  readonly watermark?: never;
  /** RisingWave only; PostgreSQL writers say it in their INSERT. Default: overwrite. */
  readonly onConflict?: ConflictBehaviour;
  /** RisingWave only: of two rows with one key, the one with the larger value of this column stays. */
  readonly versionColumn?: keyof C & string;
}

export type TableOptions<C extends Columns> = {
  readonly columns: C;
  readonly primaryKey?: readonly (keyof C & string)[];
} & (Growing<C> | Changing<C>);

/** What a table and a source have in common. */
export interface Stored<N extends string = string, C extends Columns = Columns> extends Relation<
  N,
  RowOf<C>
> {
  /** Columns, those RisingWave fills with parts of Kafka records included. */
  readonly columns: C;
  readonly primaryKey: readonly string[];
  readonly appendOnly?: boolean;
  readonly watermark?: Watermark;
  readonly onConflict?: ConflictBehaviour;
  readonly versionColumn?: string;
  /** Where RisingWave reads the rows from; on PostgreSQL a loader writes them. */
  readonly kafka?: KafkaSourceSpec;
}

/** A table, with or without a connector that fills it. */
export interface Table<N extends string = string, C extends Columns = Columns> extends Stored<
  N,
  C
> {
  readonly kind: 'table';
}

/** A table that is written with INSERT on both databases. */
export function table<const N extends string, C extends Columns>(
  name: N,
  options: TableOptions<C>,
): Table<N, C> {
  return makeStored('table', name, options) as unknown as Table<N, C>;
}

/**
 * Shared by `table`, `kafkaTable` and `kafkaSource`.
 *
 * @throws {DefinitionError} for a key, version or watermark column that cannot be one.
 */
export function makeStored(
  kind: 'table' | 'source',
  name: string,
  options: TableOptions<Columns>,
  kafka?: KafkaSourceSpec,
  included: Columns = {},
): Omit<Stored, '$row'> {
  const { columns, primaryKey = [], onConflict, versionColumn, watermark } = options;
  for (const key of [...primaryKey, versionColumn ?? []].flat()) {
    if (!Object.hasOwn(columns, key)) {
      throw new DefinitionError(name, `column "${key}" is named as a key but is not defined.`);
    }
  }
  for (const column of Object.keys(included)) {
    if (Object.hasOwn(columns, column)) {
      throw new DefinitionError(name, `column "${column}" is defined and included.`);
    }
  }
  if (watermark) checkWatermark(name, columns, watermark);
  return {
    kind,
    name,
    columns: { ...columns, ...included },
    primaryKey,
    dependsOn: [],
    ...(options.appendOnly ? { appendOnly: true } : {}),
    ...(onConflict ? { onConflict } : {}),
    ...(versionColumn ? { versionColumn } : {}),
    ...(watermark ? { watermark } : {}),
    ...(kafka ? { kafka } : {}),
  };
}

function checkWatermark(name: string, columns: Columns, { column, delay }: Watermark): void {
  const type = columns[column]?.spec.type;
  if (type !== 'timestamp' && type !== 'timestamptz') {
    throw new DefinitionError(
      name,
      `the watermark's column "${column}" has to be a timestamp or timestamptz column.`,
    );
  }
  intervalSql(delay);
}
