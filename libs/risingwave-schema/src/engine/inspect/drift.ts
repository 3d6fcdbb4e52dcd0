import type { Kysely } from 'kysely';
import { sqlKind } from '../../ddl/create.js';
import type { Target } from '../../target.js';
import { readCatalog, type CatalogObject } from '../database/catalog.js';
import { readDatabaseColumns } from '../database/database-columns.js';
import { Ledger, LEDGER_TABLE, type LedgerEntry } from '../database/ledger.js';
import { LOCK_TABLE } from '../apply/risingwave-lock.js';
import { Session } from '../database/session.js';
import { readDefinitionDigest } from '../database/definition-digest.js';
import type { ObjectEntry } from '../plan/plan.js';
import { tableDrift } from './table-drift.js';

/** One way in which the database is not what was applied. */
export interface Drift {
  readonly object: string;
  /** `foreign`: not made by this engine. */
  readonly problem: 'missing' | 'changed' | 'foreign';
  readonly detail: string;
}

/**
 * Compares the database with the ledger: objects someone dropped, added or changed by hand since the
 * last apply. Of tables, columns and primary key are compared on both databases, NOT NULL and defaults
 * on PostgreSQL. Views and indexes are compared by their texts on PostgreSQL; RisingWave rewrites those
 * when names are exchanged, but never changes an object in place, so there another object under the
 * same name is what tells.
 */
export async function schemaDrift<DB>(
  db: Kysely<DB>,
  options: { readonly target: Target },
): Promise<readonly Drift[]> {
  const { target } = options;
  const session = new Session(db as unknown as Kysely<unknown>, [], () => undefined);
  const catalog = await readCatalog(session, target);
  const ledger = catalog.has(LEDGER_TABLE)
    ? await new Ledger(session, target).read()
    : new Map<string, LedgerEntry>();
  const columns = await readDatabaseColumns(session, target);

  const drifts: Drift[] = [];
  for (const entry of ledger.values()) {
    if (entry.kind === 'data') continue;
    const object = catalog.get(entry.name);
    if (!object) {
      drifts.push({ object: entry.name, problem: 'missing', detail: `the ${entry.kind} is gone` });
      continue;
    }
    const detail =
      identityDrift({ ...entry, kind: entry.kind }, object, target) ??
      (entry.details.shape
        ? tableDrift(entry.details.shape, entry.details, columns.get(entry.name) ?? [], target)
        : await textDrift(session, entry, target));
    if (detail) drifts.push({ object: entry.name, problem: 'changed', detail });
  }
  for (const { name, kind } of catalog.values()) {
    if (ledger.has(name) || name === LEDGER_TABLE || name === LOCK_TABLE) continue;
    // The index behind a primary key comes and goes with its table.
    if (kind === 'index' && name.endsWith('_pkey')) continue;
    drifts.push({ object: name, problem: 'foreign', detail: `a ${kind} this tool did not make` });
  }
  return drifts;
}

function identityDrift(
  { kind, state, details: { objectId } }: ObjectEntry,
  found: CatalogObject,
  target: Target,
): string | undefined {
  const wanted = sqlKind({ kind }, target);
  if (found.kind !== wanted) return `its name is that of a ${found.kind}, not of a ${wanted}`;
  return state === 'ready' && objectId !== undefined && objectId !== found.id
    ? `another ${kind} has its name`
    : undefined;
}

async function textDrift(
  session: Session,
  { name, kind, details: { digest } }: LedgerEntry,
  target: Target,
): Promise<string | undefined> {
  if (target !== 'postgres' || digest === undefined) return undefined;
  return (await readDefinitionDigest(session, name)) === digest
    ? undefined
    : `the ${sqlKind({ kind: kind as ObjectEntry['kind'] }, target)} has another definition`;
}
