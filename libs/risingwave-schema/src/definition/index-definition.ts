import { DefinitionError } from '../errors.js';
import type { Target } from '../target.js';
import type { Definition, Relation } from './definition.js';

export interface IndexColumn<C extends string = string> {
  readonly column: C;
  readonly order?: 'asc' | 'desc';
}

/**
 * An index on what keeps rows: a table, on RisingWave a materialized view, on PostgreSQL what is a
 * source on RisingWave. The other target does without it.
 */
export interface Index<N extends string = string> extends Definition {
  readonly kind: 'index';
  readonly name: N;
  readonly on: Relation;
  readonly columns: readonly IndexColumn[];
  readonly include: readonly string[];
}

export interface IndexOptions<C extends string> {
  readonly columns: readonly (C | IndexColumn<C>)[];
  /** Columns stored with the index, so that a query need not visit the table. */
  readonly include?: readonly C[];
  readonly only?: Target;
}

/** @throws {DefinitionError} for an index on a view, which neither database has. */
export function index<const N extends string, R>(
  name: N,
  on: Relation<string, R>,
  options: IndexOptions<keyof R & string>,
): Index<N> {
  if (on.kind === 'view') {
    throw new DefinitionError(name, `"${on.name}" is a view, which keeps no rows to index.`);
  }
  return {
    kind: 'index',
    name,
    on,
    dependsOn: [on],
    columns: options.columns.map((column) => (typeof column === 'string' ? { column } : column)),
    include: options.include ?? [],
    ...(options.only ? { only: options.only } : {}),
  };
}
