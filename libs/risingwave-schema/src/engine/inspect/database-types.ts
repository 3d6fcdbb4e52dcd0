import type { Kysely } from 'kysely';
import type { Target } from '../../target.js';
import { readDatabaseColumns } from '../database/database-columns.js';
import { LEDGER_TABLE } from '../database/ledger.js';
import { LOCK_TABLE } from '../apply/risingwave-lock.js';
import { Session } from '../database/session.js';

/** What `createDatabase` makes of a type; any other type is text. */
const TYPES: Readonly<Record<string, string>> = {
  smallint: 'number',
  integer: 'number',
  bigint: 'number',
  real: 'number',
  'double precision': 'number',
  oid: 'number',
  boolean: 'boolean',
  jsonb: 'unknown',
  json: 'unknown',
  'timestamp with time zone': 'Date',
  bytea: 'Uint8Array',
};

/** The relations of a live database as TypeScript declarations, for Kysely. */
export async function databaseTypes<DB>(
  db: Kysely<DB>,
  { target }: { readonly target: Target },
): Promise<string> {
  const session = new Session(db as unknown as Kysely<unknown>, [], () => undefined);
  const relations = await readDatabaseColumns(session, target);
  const members = [...relations]
    .filter(([name]) => name !== LEDGER_TABLE && name !== LOCK_TABLE)
    .map(([name, columns]) => {
      const fields = columns.map(({ name: column, type, notNull }) => {
        const written = TYPES[type] ?? (type.endsWith('[]') ? 'unknown' : 'string');
        return `    ${property(column)}: ${written}${notNull || written === 'unknown' ? '' : ' | null'};`;
      });
      return `  ${property(name)}: {\n${fields.join('\n')}\n  };`;
    });
  return `export interface Database {\n${members.join('\n')}\n}\n`;
}

function property(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
