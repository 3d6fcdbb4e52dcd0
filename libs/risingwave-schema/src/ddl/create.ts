import { createQueryId, type RootOperationNode } from 'kysely';
import type { Definition } from '../definition/definition.js';
import type { Index } from '../definition/index-definition.js';
import type { Secret } from '../definition/secret.js';
import type { Source } from '../definition/kafka.js';
import { intervalSql } from '../definition/interval.js';
import type { Sink } from '../definition/sink/sink.js';
import type { Stored, Table } from '../definition/table.js';
import type { View } from '../definition/view.js';
import { forTarget } from '../functions/per-target.js';
import { DdlQueryCompiler } from '../sql/ddl-query-compiler.js';
import { quoteIdentifier } from '../sql/quote.js';
import type { Target } from '../target.js';
import { columnSql, includeSql } from './column-sql.js';
import { connectorSql } from './kafka-sql.js';
import type { CompileOptions } from './options.js';
import { renameTables } from './rename-tables.js';
import { createSecretStatement } from './secret-sql.js';
import { sinkSql } from './sink-sql.js';
import { statement, type Statement } from './statement.js';

/** Gives objects other names than their own, e.g. while a replacement is built beside the original. */
export type PhysicalName = (name: string) => string;

/** A definition of any kind, told apart by `kind`. */
export type AnyDefinition = Table | Source | View | Index | Sink | Secret;

/** The CREATE statement of a definition on a target. */
export function createStatement(
  definition: Definition,
  target: Target,
  options: CompileOptions,
  nameOf: PhysicalName = (name) => name,
): Statement {
  const any = definition as AnyDefinition;
  const name = nameOf(any.name);
  switch (any.kind) {
    case 'table':
    case 'source':
      return statement(any.name, storedSql(any, name, target, options));
    case 'view':
    case 'materialized view':
      return statement(any.name, viewSql(any, name, target, nameOf));
    case 'index':
      return statement(any.name, indexSql(any, name, nameOf));
    case 'sink':
      return statement(any.name, createSinkSql(any, name, options, nameOf));
    case 'secret':
      return createSecretStatement(any, options);
  }
}

/** The word SQL uses for a definition's kind on a target. */
export function sqlKind({ kind }: Pick<Definition, 'kind'>, target: Target): string {
  if (target === 'risingwave') return kind;
  return kind === 'materialized view' ? 'view' : kind === 'source' ? 'table' : kind;
}

function storedSql(
  stored: Stored & { readonly kind: 'table' | 'source' },
  name: string,
  target: Target,
  options: CompileOptions,
): string {
  const { kafka, watermark, primaryKey } = stored;
  const onRisingwave = target === 'risingwave';
  const columns = Object.entries(stored.columns);
  const included = columns.filter(([, { spec }]) => onRisingwave && spec.included);
  const lines = columns
    .filter((column) => !included.includes(column))
    .map(([column, { spec }]) => columnSql(column, spec, target));
  if (primaryKey.length > 0) lines.push(`primary key (${identifiers(primaryKey)})`);
  if (onRisingwave && watermark) {
    const column = quoteIdentifier(watermark.column);
    lines.push(`watermark for ${column} as ${column} - ${intervalSql(watermark.delay)}`);
  }
  const create = `create ${sqlKind(stored, target)} ${quoteIdentifier(name)} (\n  ${lines.join(',\n  ')}\n)`;
  if (!onRisingwave) return create;
  return [
    create,
    // A source has neither: all it does is to read.
    ...(stored.kind === 'table' ? conflictSql(stored) : []),
    ...included.map(([column, { spec }]) => includeSql(column, spec)),
    ...(kafka ? [connectorSql(stored.name, kafka, options)] : []),
  ].join(' ');
}

/** `OVERWRITE` and `IGNORE` are the spellings every RisingWave version takes. */
function conflictSql({ appendOnly, primaryKey, onConflict, versionColumn }: Stored): string[] {
  const behaviour = {
    overwrite: 'on conflict overwrite',
    ignore: 'on conflict ignore',
    'update if not null': 'on conflict do update if not null',
  };
  // RisingWave takes an append-only table with a key in no other way.
  const clause = appendOnly && primaryKey.length > 0 ? 'ignore' : onConflict;
  return [
    ...(appendOnly ? ['append only'] : []),
    ...(clause ? [behaviour[clause]] : []),
    ...(versionColumn ? [`with version column (${quoteIdentifier(versionColumn)})`] : []),
  ];
}

function viewSql(view: View, name: string, target: Target, nameOf: PhysicalName): string {
  const emit = view.emitOnWindowClose && target === 'risingwave' ? '\nemit on window close' : '';
  return `create ${sqlKind(view, target)} ${quoteIdentifier(name)} as\n${querySql(view, target, nameOf)}${emit}`;
}

/** The query of a view or sink as text that stands on its own. */
export function querySql(
  { query }: Pick<View, 'query'>,
  target: Target,
  nameOf: PhysicalName = (name) => name,
): string {
  const node: RootOperationNode = forTarget(renameTables(query, nameOf), target);
  return new DdlQueryCompiler().compileQuery(node, createQueryId()).sql;
}

function createSinkSql(
  sink: Sink,
  name: string,
  options: CompileOptions,
  nameOf: PhysicalName,
): string {
  const { from, query } = sink;
  const rows = query
    ? `as\n${querySql({ query }, 'risingwave', nameOf)}\n`
    : `from ${quoteIdentifier(nameOf(from?.name ?? ''))} `;
  return `create sink ${quoteIdentifier(name)} ${rows}${sinkSql(sink, options)}`;
}

function indexSql(index: Index, name: string, nameOf: PhysicalName): string {
  const columns = index.columns.map(
    ({ column, order }) => quoteIdentifier(column) + (order ? ` ${order}` : ''),
  );
  const include = index.include.length > 0 ? ` include (${identifiers(index.include)})` : '';
  return `create index ${quoteIdentifier(name)} on ${quoteIdentifier(nameOf(index.on.name))} (${columns.join(', ')})${include}`;
}

function identifiers(names: readonly string[]): string {
  return names.map(quoteIdentifier).join(', ');
}
