import type { Kysely } from 'kysely';
import type { Schema } from '../../definition/schema.js';
import type { EngineOptions } from '../apply/apply-options.js';
import { readCatalog } from '../database/catalog.js';
import { Ledger, LEDGER_TABLE, type LedgerEntry } from '../database/ledger.js';
import { makePlan } from './make-plan.js';
import type { Plan } from './plan.js';
import { Session } from '../database/session.js';

/** What `applySchema` would do. Reads only: a database without a ledger stays without one. */
export async function planSchema<DB>(
  db: Kysely<DB>,
  schema: Schema,
  options: EngineOptions,
): Promise<Plan> {
  const session = new Session(db as unknown as Kysely<unknown>, [], () => undefined);
  const catalog = await readCatalog(session, options.target);
  const ledger = catalog.has(LEDGER_TABLE)
    ? await new Ledger(session, options.target).read()
    : new Map<string, LedgerEntry>();
  const { target, changes, unmanaged, leftovers, empty } = makePlan({
    schema,
    target: options.target,
    options,
    ledger,
    catalog,
  });
  return { target, changes, unmanaged, leftovers, empty };
}
