import { createQueryId, type RootOperationNode } from 'kysely';
import type { Definition } from '../definition/definition.js';
import type { Index } from '../definition/index-definition.js';
import type { Secret } from '../definition/secret.js';
import type { Table } from '../definition/table.js';
import type { View } from '../definition/view.js';
import { MissingOptionError } from '../errors.js';
import { DdlQueryCompiler } from '../sql/ddl-query-compiler.js';
import { quoteIdentifier, quoteText } from '../sql/quote.js';
import type { Target } from '../target.js';
import { columnSql } from './column-sql.js';
import { connectorSql, includeSql } from './kafka-sql.js';
import type { CompileOptions } from './options.js';
import { renameTables } from './rename-tables.js';
import { MASK, statement, type Statement } from './statement.js';

/** Gives objects other names than their own, e.g. while a replacement is built beside the original. */
export type PhysicalName = (name: string) => string;

/** A definition of any kind, told apart by `kind`. */
export type AnyDefinition = Table | View | Index | Secret;

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
      return statement(any.name, tableSql(any, name, target, options));
    case 'view':
    case 'materialized view':
      return statement(any.name, viewSql(any, name, target, nameOf));
    case 'index':
      return statement(any.name, indexSql(any, name, nameOf));
    case 'secret':
      return secretStatement(any, name, options);
  }
}

/** The word SQL uses for a definition's kind on a target. */
export function sqlKind(definition: Definition, target: Target): string {
  return target === 'postgres' && definition.kind === 'materialized view'
    ? 'view'
    : definition.kind;
}

function tableSql(table: Table, name: string, target: Target, options: CompileOptions): string {
  const lines = Object.entries(table.columns).map(([column, { spec }]) =>
    columnSql(column, spec, target),
  );
  if (table.primaryKey.length > 0) lines.push(`primary key (${identifiers(table.primaryKey)})`);
  const create = `create table ${quoteIdentifier(name)} (\n  ${lines.join(',\n  ')}\n)`;
  if (target === 'postgres') return create;
  return [
    create,
    ...conflictSql(table),
    ...(table.kafka
      ? [...includeSql(table.kafka), connectorSql(table.name, table.kafka, options)]
      : []),
  ].join(' ');
}

/** `OVERWRITE` and `IGNORE` are the spellings every RisingWave version takes. */
function conflictSql({ onConflict, versionColumn }: Table): string[] {
  const behaviour = {
    overwrite: 'on conflict overwrite',
    ignore: 'on conflict ignore',
    'update if not null': 'on conflict do update if not null',
  };
  return [
    ...(onConflict ? [behaviour[onConflict]] : []),
    ...(versionColumn ? [`with version column (${quoteIdentifier(versionColumn)})`] : []),
  ];
}

function viewSql(view: View, name: string, target: Target, nameOf: PhysicalName): string {
  return `create ${sqlKind(view, target)} ${quoteIdentifier(name)} as\n${querySql(view, nameOf)}`;
}

/** The query of a view as text that stands on its own. */
export function querySql(view: View, nameOf: PhysicalName = (name) => name): string {
  const node: RootOperationNode = renameTables(view.query, nameOf);
  return new DdlQueryCompiler().compileQuery(node, createQueryId()).sql;
}

function indexSql(index: Index, name: string, nameOf: PhysicalName): string {
  const columns = index.columns.map(
    ({ column, order }) => quoteIdentifier(column) + (order ? ` ${order}` : ''),
  );
  const include = index.include.length > 0 ? ` include (${identifiers(index.include)})` : '';
  return `create index ${quoteIdentifier(name)} on ${quoteIdentifier(nameOf(index.on.name))} (${columns.join(', ')})${include}`;
}

function secretStatement(definition: Secret, name: string, options: CompileOptions): Statement {
  const value = options.secrets?.[definition.name];
  if (value === undefined)
    throw new MissingOptionError(definition.name, `secrets.${definition.name}`);
  const sql = (text: string) =>
    `create secret ${quoteIdentifier(name)} with (backend = 'meta') as ${quoteText(text)}`;
  return { object: definition.name, sql: sql(value), display: sql(MASK) };
}

function identifiers(names: readonly string[]): string {
  return names.map(quoteIdentifier).join(', ');
}
