import { DefinitionError } from '../errors.js';
import type { Columns, RowOf } from './column.js';
import type { Relation } from './definition.js';
import type { KafkaSourceSpec } from './kafka.js';

/** What happens on RisingWave when a row with an existing primary key arrives. */
export type ConflictBehaviour = 'overwrite' | 'ignore' | 'update if not null';

export interface TableOptions<C extends Columns> {
  readonly columns: C;
  readonly primaryKey?: readonly (keyof C & string)[];
  /** RisingWave only; PostgreSQL writers say it in their INSERT. Default: overwrite. */
  readonly onConflict?: ConflictBehaviour;
  /** RisingWave only: of two rows with one key, the one with the larger value of this column stays. */
  readonly versionColumn?: keyof C & string;
}

/** A table, with or without a connector that fills it. */
export interface Table<N extends string = string, C extends Columns = Columns> extends Relation<
  N,
  RowOf<C>
> {
  readonly kind: 'table';
  readonly columns: C;
  readonly primaryKey: readonly string[];
  readonly onConflict?: ConflictBehaviour;
  readonly versionColumn?: string;
  /** Where RisingWave reads the rows from; on PostgreSQL a loader writes them. */
  readonly kafka?: KafkaSourceSpec;
}

/** A table that is written with INSERT on both databases. */
export function table<const N extends string, C extends Columns>(
  name: N,
  options: TableOptions<C>,
): Table<N, C> {
  return makeTable(name, options);
}

/** Shared by `table` and `kafkaTable`. */
export function makeTable<N extends string, C extends Columns>(
  name: N,
  options: TableOptions<C>,
  kafka?: KafkaSourceSpec,
): Table<N, C> {
  const primaryKey = options.primaryKey ?? [];
  for (const key of [...primaryKey, options.versionColumn ?? []].flat()) {
    if (!Object.hasOwn(options.columns, key)) {
      throw new DefinitionError(name, `column "${key}" is named as a key but is not defined.`);
    }
  }
  return {
    kind: 'table',
    name,
    columns: options.columns,
    primaryKey,
    dependsOn: kafka?.secrets ?? [],
    ...(options.onConflict ? { onConflict: options.onConflict } : {}),
    ...(options.versionColumn ? { versionColumn: options.versionColumn } : {}),
    ...(kafka ? { kafka } : {}),
  } as unknown as Table<N, C>; // `$row` is a type, not a value.
}
