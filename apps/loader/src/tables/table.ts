/** PostgreSQL types a column is sent as. */
export type ColumnType = 'text' | 'bigint' | 'boolean' | 'timestamp' | 'timestamptz';

/** A value of a column that is not NULL. */
export type Cell = string | number | boolean;

/** Where a column's value comes from. */
export interface Column<Message> {
  readonly type: ColumnType;
  readonly value: (message: Message) => Cell | null;
}

/** A table a topic is loaded into: one row a message, the last message of a key wins. */
export interface Table<Message> {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, Column<Message>>>;
}

/** An upsert of many rows in one statement: text without values, and one array per column. */
export interface Upsert {
  readonly text: string;
  readonly values: (Cell | null)[][];
  /** Rows the statement writes: repeated keys count once. */
  readonly rows: number;
}

/**
 * Builds the upsert of a batch. Arrays through `unnest` keep the statement's text the same for every
 * batch size, and far from PostgreSQL's limit of 65,535 parameters.
 */
export function upsert<Message>(table: Table<Message>, messages: readonly Message[]): Upsert {
  const rows = [...lastOfEachKey(table, messages)];
  const columns = Object.entries(table.columns);
  const names = columns.map(([name]) => quote(name));
  const arrays = columns.map(([, { type }], at) => `$${at + 1}::${type}[]`);
  const updates = columns
    .filter(([name]) => !table.key.includes(name))
    .map(([name]) => `${quote(name)} = excluded.${quote(name)}`);
  return {
    text:
      `insert into ${quote(table.name)} (${names.join(', ')}) ` +
      `select * from unnest(${arrays.join(', ')}) ` +
      `on conflict (${table.key.map(quote).join(', ')}) do update set ${updates.join(', ')}`,
    values: columns.map(([, { value }]) => rows.map(value)),
    rows: rows.length,
  };
}

/** One statement may not touch a row twice. */
function lastOfEachKey<Message>(
  table: Table<Message>,
  messages: readonly Message[],
): Iterable<Message> {
  const keys = table.key.map((name) => table.columns[name]);
  const byKey = new Map<string, Message>();
  for (const message of messages) {
    byKey.set(JSON.stringify(keys.map((column) => column?.value(message))), message);
  }
  return byKey.values();
}

function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
