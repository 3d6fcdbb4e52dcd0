import type { Target } from '../target.js';

/** Kinds of objects a schema is made of. */
export type DefinitionKind =
  'table' | 'source' | 'view' | 'materialized view' | 'index' | 'sink' | 'secret';

/** What every definition has. */
export interface Definition {
  readonly kind: DefinitionKind;
  readonly name: string;
  /** Definitions this one reads from; they are created before it. */
  readonly dependsOn: readonly Definition[];
  /** Set when the object exists on one target only. */
  readonly only?: Target;
}

/** A definition that can be selected from. `$row` exists for the type system alone. */
export interface Relation<N extends string = string, Row = unknown> extends Definition {
  readonly name: N;
  readonly $row: Row;
}

/** The Kysely database of some definitions: name → row, relations only. */
export type DatabaseOf<D extends readonly Definition[]> = {
  [R in Extract<D[number], Relation> as R['name']]: R['$row'];
};
