import type { Kysely } from 'kysely';
import { defineSchema } from '../../definition/schema.js';
import { statement } from '../../ddl/statement.js';
import { quoteIdentifier } from '../../sql/quote.js';
import { applySchema } from './apply.js';
import type { ApplyOptions, ApplyResult } from './apply-options.js';
import { LEDGER_TABLE } from '../database/ledger.js';
import { LOCK_TABLE } from './risingwave-lock.js';
import { Session } from '../database/session.js';

/**
 * Drops everything the engine made, dependents first, and its own tables last. Objects of others stay,
 * and so does what they read from: the server refuses to drop it.
 *
 * @throws {DestructiveChangeError} unless `allowDestructive` is set, when there are tables.
 */
export async function destroySchema<DB>(
  db: Kysely<DB>,
  options: ApplyOptions,
): Promise<ApplyResult> {
  const result = await applySchema(db, defineSchema([]), options);
  const session = new Session(db as unknown as Kysely<unknown>, [], () => undefined);
  for (const table of [LEDGER_TABLE, LOCK_TABLE]) {
    await session.run(statement(table, `drop table if exists ${quoteIdentifier(table)}`));
  }
  return result;
}
