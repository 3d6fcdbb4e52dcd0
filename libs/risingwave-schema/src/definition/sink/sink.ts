import type { SelectQueryNode } from 'kysely';
import { DefinitionError } from '../../errors.js';
import type { Definition, Relation } from '../definition.js';
import type { Secret } from '../secret.js';
import { checkTablesOf } from '../tables-of.js';
import { selectNode, type ViewQuery } from '../view.js';
import type { AnySinkOptions, SinkOptions } from './options.js';

/** Rows of a relation or a query, sent elsewhere by RisingWave as they change. */
export interface Sink<N extends string = string> extends Definition {
  readonly kind: 'sink';
  readonly name: N;
  /** The relation sent as it is; without one, `query` says what is sent. */
  readonly from?: Relation;
  readonly query?: SelectQueryNode;
  readonly options: AnySinkOptions;
  /** False: only changes are sent, not the rows there are when the sink is made. */
  readonly snapshot?: boolean;
}

interface WholeRelation {
  /** Send the rows there already are, too. Default true. */
  readonly snapshot?: boolean;
}

/**
 * Sends the rows of a relation, or of a query over relations, somewhere else. RisingWave only.
 *
 * ```ts
 * const toKafka = sink('hours_to_kafka', hours, {
 *   connector: 'kafka', topic: 'hours', format: 'upsert', primaryKey: ['opt_date', 'opt_hour'],
 * });
 * const german = sink('german', [hours], (db) => db.selectFrom('hours').selectAll().where(…), {…});
 * ```
 *
 * A sink cannot be altered: one that changes is dropped and made anew, and sends all its rows again.
 *
 * @throws {DefinitionError} for options that contradict one another or would show a password.
 */
export function sink<const N extends string, Row>(
  name: N,
  from: Relation<string, Row>,
  options: SinkOptions<Row> & WholeRelation,
): Sink<N>;
export function sink<const N extends string, const F extends readonly Relation[], O>(
  name: N,
  from: F,
  query: ViewQuery<F, O>,
  options: SinkOptions<O>,
): Sink<N>;
export function sink(
  name: string,
  from: Relation | readonly Relation[],
  queryOrOptions: ViewQuery<readonly Relation[], unknown> | (AnySinkOptions & WholeRelation),
  queryOptions?: AnySinkOptions,
): Sink {
  if (typeof queryOrOptions === 'function') {
    const relations = from as readonly Relation[];
    const query = selectNode(queryOrOptions);
    checkTablesOf(name, query, relations);
    return makeSink(name, relations, queryOptions as AnySinkOptions, { query });
  }
  const { snapshot, ...options } = queryOrOptions;
  const relation = from as Relation;
  return makeSink(name, [relation], options, {
    from: relation,
    ...(snapshot === undefined ? {} : { snapshot }),
  });
}

function makeSink(
  name: string,
  relations: readonly Relation[],
  options: AnySinkOptions,
  rest: Pick<Sink, 'from' | 'query' | 'snapshot'>,
): Sink {
  checkOptions(name, options);
  return {
    kind: 'sink',
    name,
    options,
    only: 'risingwave',
    dependsOn: [...relations, ...secretsOf(options)],
    ...rest,
  };
}

function checkOptions(name: string, options: AnySinkOptions): void {
  const key = options.primaryKey ?? [];
  const separated = key.find((column) => /,|^\s|\s$/.test(column));
  if (separated !== undefined) {
    throw new DefinitionError(
      name,
      `RisingWave cannot name the column "${separated}" in a sink's key: it takes the names as one text, parted by commas.`,
    );
  }
  if (options.connector === 'kafka' && 'keyEncode' in options && key.length !== 1) {
    throw new DefinitionError(name, 'keyEncode "text" takes a primary key of one column.');
  }
  if (
    options.connector === 'jdbc' &&
    typeof options.url === 'string' &&
    /password|pwd|\/\/[^/@]*:[^/@]*@/i.test(options.url)
  ) {
    throw new DefinitionError(name, 'a JDBC URL with a password has to be a secret.');
  }
}

/** Secrets anywhere in the options, each once. */
function secretsOf(options: object): readonly Secret[] {
  const found = new Set<Secret>();
  for (const value of Object.values(options) as unknown[]) {
    if (isSecret(value)) found.add(value);
    else if (typeof value === 'object' && value !== null) {
      for (const inner of secretsOf(value)) found.add(inner);
    }
  }
  return [...found];
}

export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'secret';
}
