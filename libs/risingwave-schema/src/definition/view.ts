import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  type Expression,
  type QueryCreator,
  type SelectQueryNode,
  type Simplify,
} from 'kysely';
import { DdlQueryCompiler } from '../sql/ddl-query-compiler.js';
import type { Target } from '../target.js';
import type { DatabaseOf, Relation } from './definition.js';
import { checkTablesOf } from './tables-of.js';

/** A view's row is what its query selects. */
export interface View<N extends string = string, Row = unknown> extends Relation<N, Row> {
  readonly kind: 'view' | 'materialized view';
  readonly query: SelectQueryNode;
  /** RisingWave: a row appears once, when the watermark says that it will not change any more. */
  readonly emitOnWindowClose?: boolean;
}

export interface ViewOptions {
  /** Create the view on this target only. */
  readonly only?: Target;
}

export interface MaterializedViewOptions extends ViewOptions {
  /**
   * RisingWave: show a window's row once it is final instead of updating it with every event
   * (`EMIT ON WINDOW CLOSE`). Wants a watermark on the time the windows are made of. On PostgreSQL
   * windows show from their first event.
   */
  readonly emitOnWindowClose?: boolean;
}

/** Builds a query over some relations. */
export type ViewQuery<F extends readonly Relation[], O> = (
  db: QueryCreator<DatabaseOf<F>>,
) => SelectedRows<O>;

/** A select query: the part of Kysely's SelectQueryBuilder a view needs. */
interface SelectedRows<O> extends Expression<O> {
  toOperationNode(): SelectQueryNode;
}

/**
 * A view that both databases compute on read.
 *
 * ```ts
 * const recent = view('recent', [articles], (db) =>
 *   db.selectFrom('articles').select(['id', 'title']).where('opt_type', '=', 'new'));
 * ```
 */
export function view<const N extends string, const F extends readonly Relation[], O>(
  name: N,
  from: F,
  query: ViewQuery<F, O>,
  options: ViewOptions = {},
): View<N, Simplify<O>> {
  return makeView('view', name, from, query, options);
}

/**
 * A view that RisingWave keeps up to date row by row. On PostgreSQL, which would have to refresh a
 * materialized view as a whole, it becomes a plain view.
 */
export function materializedView<const N extends string, const F extends readonly Relation[], O>(
  name: N,
  from: F,
  query: ViewQuery<F, O>,
  options: MaterializedViewOptions = {},
): View<N, Simplify<O>> {
  return makeView('materialized view', name, from, query, options);
}

function makeView<N extends string, F extends readonly Relation[], O>(
  kind: View['kind'],
  name: N,
  from: F,
  query: ViewQuery<F, O>,
  options: MaterializedViewOptions,
): View<N, Simplify<O>> {
  const node = selectNode(query);
  checkTablesOf(name, node, from);
  return {
    kind,
    name,
    dependsOn: from,
    query: node,
    ...(options.only ? { only: options.only } : {}),
    ...(options.emitOnWindowClose ? { emitOnWindowClose: true } : {}),
  } as unknown as View<N, Simplify<O>>; // `$row` is a type, not a value.
}

/** The query a view is made of. */
export function selectNode<F extends readonly Relation[], O>(
  query: ViewQuery<F, O>,
): SelectQueryNode {
  return query(disconnected<DatabaseOf<F>>()).toOperationNode();
}

/** A Kysely that builds queries and cannot run them. */
function disconnected<DB>(): Kysely<DB> {
  return new Kysely<DB>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new DdlQueryCompiler(),
    },
  });
}
