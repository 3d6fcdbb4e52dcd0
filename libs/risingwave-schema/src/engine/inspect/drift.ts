import type { Kysely } from 'kysely';
import type { Target } from '../../target.js';
import { readCatalog, type CatalogObject } from '../database/catalog.js';
import { readDatabaseColumns, type DatabaseColumn } from '../database/database-columns.js';
import { Ledger, LEDGER_TABLE, type LedgerEntry } from '../database/ledger.js';
import { LOCK_TABLE } from '../apply/risingwave-lock.js';
import { Session } from '../database/session.js';
import { readViewDigest } from '../database/view-digest.js';

/** One way in which the database is not what was applied. */
export interface Drift {
  readonly object: string;
  /** `foreign`: not made by this engine. */
  readonly problem: 'missing' | 'changed' | 'foreign';
  readonly detail: string;
}

/** Short type names of definitions → the names catalogs use. */
const CATALOG_TYPES: Readonly<Record<string, string>> = {
  varchar: 'character varying',
  int: 'integer',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
};

/**
 * Compares the database with the ledger: objects someone dropped, added or changed by hand since the
 * last apply. Columns of tables are compared on both databases. Views are compared by their texts on
 * PostgreSQL; RisingWave rewrites those when names are exchanged, but never changes an object in
 * place, so there another object under the same name is what tells.
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
      identityDrift(entry, object) ??
      (entry.details.shape
        ? columnDrift(entry, columns.get(entry.name) ?? [])
        : await viewDrift(session, entry, target));
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
  { kind, state, details: { objectId } }: LedgerEntry,
  { id }: CatalogObject,
): string | undefined {
  return state === 'ready' && objectId !== undefined && objectId !== id
    ? `another ${kind} has its name`
    : undefined;
}

function columnDrift(entry: LedgerEntry, found: readonly DatabaseColumn[]): string | undefined {
  const { columns = [], included = {} } = entry.details.shape ?? {};
  const wanted = new Map(
    [...columns.map(({ name, type }) => [name, type] as const), ...Object.entries(included)].map(
      ([name, type]) => [name, CATALOG_TYPES[type] ?? type],
    ),
  );
  const notes: string[] = [];
  for (const { name, type } of found) {
    const expected = wanted.get(name);
    if (expected === undefined) notes.push(`column ${name} was added`);
    else if (expected !== type) notes.push(`column ${name} is ${type}, not ${expected}`);
    wanted.delete(name);
  }
  notes.push(...[...wanted.keys()].map((name) => `column ${name} is gone`));
  return notes.length > 0 ? notes.join(', ') : undefined;
}

async function viewDrift(
  session: Session,
  { name, details }: LedgerEntry,
  target: Target,
): Promise<string | undefined> {
  if (target !== 'postgres' || details.digest === undefined) return undefined;
  return (await readViewDigest(session, name)) === details.digest
    ? undefined
    : 'the view has another definition';
}
