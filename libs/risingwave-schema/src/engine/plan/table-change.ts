import type { Stored } from '../../definition/table.js';
import { columnSql, defaultOf } from '../../ddl/column-sql.js';
import { createStatement } from '../../ddl/create.js';
import { fingerprint } from '../../ddl/fingerprint.js';
import type { CompileOptions } from '../../ddl/options.js';
import { clipName, MAX_IDENTIFIER_BYTES, quoteIdentifier } from '../../sql/quote.js';
import type { Target } from '../../target.js';

/** A table as last applied, in a form that can be compared. */
export interface TableShape {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly notNull: boolean;
    readonly default?: string;
  }[];
  readonly primaryKey: readonly string[];
  /** Columns RisingWave fills with parts of Kafka records; on PostgreSQL they are ordinary columns. */
  readonly included?: Readonly<Record<string, string>>;
  /** Digest of everything but columns and key: connector, conflict behaviour. */
  readonly rest: string;
}

/** How a table gets from one shape to another. */
export interface TableChange {
  /** `ALTER TABLE` statements, in order. Empty when `rebuild` is set. */
  readonly statements: readonly string[];
  /** Columns the statements add, one each, when adding is all they do (RisingWave). */
  readonly adds?: readonly string[];
  /** What each step does, in words. */
  readonly summary: readonly string[];
  /** Steps that lose data or may fail on it, in words. */
  readonly destructive: readonly string[];
  /** Views over the table have to be dropped first (PostgreSQL). */
  readonly blocksViews: boolean;
  /** The table cannot be altered into the new shape and is made anew (RisingWave). */
  readonly rebuild: boolean;
}

export function tableShape(table: Stored, target: Target, options: CompileOptions): TableShape {
  const columns = Object.entries(table.columns);
  const included = columns.filter(([, { spec }]) => target === 'risingwave' && spec.included);
  const bare = { ...table, columns: Object.fromEntries(included), primaryKey: [] };
  return {
    ...(included.length > 0
      ? { included: Object.fromEntries(included.map(([name, { spec }]) => [name, spec.type])) }
      : {}),
    columns: columns
      .filter((column) => !included.includes(column))
      .map(([name, { spec }]) => {
        const expression =
          (target === 'risingwave' ? spec.generated : undefined) ?? defaultOf(spec, target);
        return {
          name,
          type: spec.type,
          notNull: spec.notNull,
          ...(expression === undefined ? {} : { default: expression }),
        };
      }),
    primaryKey: table.primaryKey,
    rest: fingerprint(createStatement(bare, target, options).display),
  };
}

/** Compares a table as recorded with its definition. */
export function tableChange(
  before: TableShape,
  table: Stored,
  target: Target,
  options: CompileOptions,
): TableChange {
  const after = tableShape(table, target, options);
  return target === 'postgres'
    ? postgresChange(before, after, table)
    : risingwaveChange(before, after, table);
}

function postgresChange(before: TableShape, after: TableShape, table: Stored): TableChange {
  const alter = `alter table ${quoteIdentifier(table.name)}`;
  const statements: string[] = [];
  const summary: string[] = [];
  const destructive: string[] = [];
  let blocksViews = false;
  const former = new Map(before.columns.map((column) => [column.name, column]));

  for (const column of after.columns) {
    const spec = table.columns[column.name]?.spec;
    const old = spec?.renamedFrom;
    const renamed = old === undefined ? undefined : former.get(old);
    if (old === undefined || renamed === undefined || former.has(column.name)) continue;
    if (after.columns.some(({ name }) => name === old)) continue;
    statements.push(
      `${alter} rename column ${quoteIdentifier(old)} to ${quoteIdentifier(column.name)}`,
    );
    summary.push(`rename column ${old} to ${column.name}`);
    former.delete(old);
    former.set(column.name, { ...renamed, name: column.name });
  }

  const formerKey = before.primaryKey.map(
    (key) =>
      after.columns.find(({ name }) => table.columns[name]?.spec.renamedFrom === key)?.name ?? key,
  );
  const keyChanges = JSON.stringify(formerKey) !== JSON.stringify(after.primaryKey);
  const constraint = quoteIdentifier(keyName(table.name));
  // First: with a column of its goes the constraint, and without it NULL cannot be allowed.
  if (keyChanges && formerKey.length > 0) statements.push(`${alter} drop constraint ${constraint}`);

  for (const name of former.keys()) {
    if (after.columns.some((column) => column.name === name)) continue;
    statements.push(`${alter} drop column ${quoteIdentifier(name)}`);
    summary.push(`drop column ${name}`);
    destructive.push(`${table.name}: column ${name} and its values`);
    blocksViews = true;
  }

  for (const column of after.columns) {
    const quoted = quoteIdentifier(column.name);
    const was = former.get(column.name);
    const spec = table.columns[column.name]?.spec;
    if (!spec) continue;
    if (!was) {
      statements.push(`${alter} add column ${columnSql(column.name, spec, 'postgres')}`);
      summary.push(`add column ${column.name} ${column.type}`);
      continue;
    }
    if (was.type !== column.type) {
      statements.push(
        `${alter} alter column ${quoted} type ${column.type} using cast(${quoted} as ${column.type})`,
      );
      summary.push(`change type of ${column.name} from ${was.type} to ${column.type}`);
      destructive.push(
        `${table.name}: column ${column.name} from ${was.type} to ${column.type}; values may be rounded or refused`,
      );
      blocksViews = true;
    }
    if (was.default !== column.default) {
      statements.push(
        `${alter} alter column ${quoted} ${column.default === undefined ? 'drop default' : `set default ${column.default}`}`,
      );
      summary.push(`change default of ${column.name}`);
    }
    // A key forbids NULL by itself, and PostgreSQL goes on forbidding it when the key is gone.
    const forbade = was.notNull || formerKey.includes(column.name);
    const forbids = column.notNull || after.primaryKey.includes(column.name);
    if (forbade !== forbids) {
      statements.push(`${alter} alter column ${quoted} ${forbids ? 'set' : 'drop'} not null`);
      summary.push(`${forbids ? 'forbid' : 'allow'} NULL in ${column.name}`);
    }
  }

  if (keyChanges) {
    if (after.primaryKey.length > 0) {
      const key = after.primaryKey.map(quoteIdentifier).join(', ');
      statements.push(`${alter} add constraint ${constraint} primary key (${key})`);
    }
    summary.push(
      after.primaryKey.length > 0
        ? `change primary key to (${after.primaryKey.join(', ')})`
        : 'drop primary key',
    );
    blocksViews = true;
  }
  return { statements, summary, destructive, blocksViews, rebuild: false };
}

/** The name PostgreSQL gives a table's primary key. */
function keyName(table: string): string {
  const suffix = '_pkey';
  return clipName(table, MAX_IDENTIFIER_BYTES - suffix.length) + suffix;
}

/** RisingWave can add columns to a table in place; for the rest the table is made anew beside the old one. */
function risingwaveChange(before: TableShape, after: TableShape, table: Stored): TableChange {
  const kept = after.columns.slice(0, before.columns.length);
  const added = after.columns.slice(before.columns.length);
  const onlyAdds =
    // "alter table add generated columns is not supported" (alter_table_column.rs)
    added.every(({ name }) => table.columns[name]?.spec.generated === undefined) &&
    before.rest === after.rest &&
    JSON.stringify(before.primaryKey) === JSON.stringify(after.primaryKey) &&
    JSON.stringify(kept.map(typed)) === JSON.stringify(before.columns.map(typed));
  if (!onlyAdds) {
    const loss = table.kafka
      ? `${table.name}: made anew; reads topic ${table.kafka.topic} again before it takes the old one's place, rows the topic does not hold any more are lost`
      : `${table.name}: made anew; its rows are lost`;
    return {
      statements: [],
      summary: ['make the table anew'],
      destructive: [loss],
      blocksViews: true,
      rebuild: true,
    };
  }
  return {
    statements: added.flatMap(({ name }) => {
      const spec = table.columns[name]?.spec;
      return spec
        ? [
            `alter table ${quoteIdentifier(table.name)} add column ${columnSql(name, spec, 'risingwave')}`,
          ]
        : [];
    }),
    adds: added.map(({ name }) => name),
    summary: added.map(({ name, type }) => `add column ${name} ${type}`),
    destructive: [],
    blocksViews: false,
    rebuild: false,
  };
}

/** What of a column RisingWave cannot change in place; NOT NULL is not sent there. */
function typed(column: TableShape['columns'][number]) {
  return [column.name, column.type, column.default];
}
