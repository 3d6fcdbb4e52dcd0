import { takesAllColumns } from '../../ddl/takes-all-columns.js';
import type { Definition } from '../../definition/definition.js';
import type { Stored } from '../../definition/table.js';
import type { Target } from '../../target.js';
import type { Catalog } from '../database/catalog.js';
import type { LedgerEntry, ObjectReference } from '../database/ledger.js';
import type { Desired } from './plan.js';

/** What of a dependency, when it changes, makes a dependent change that has the same text as before. */
export function identityOf(one: Desired, dependent: Definition, target: Target): readonly string[] {
  // What has no rows of its own is made anew when its text changes, and so is what was made over it.
  if (!one.shape) return [one.fingerprint];
  const { columns } = one.definition as Stored;
  return [
    ...(target === 'risingwave' && one.generation > 0 ? [`made anew ${one.generation}`] : []),
    ...(takesAllColumns(dependent, target) ? Object.keys(columns) : []),
  ];
}

/**
 * The dependency because of which an object of the same definition has to be made anew: objects
 * follow the object they were made over, whatever has its name later.
 */
export function movedDependency(
  dependencies: readonly Desired[],
  entry: LedgerEntry,
  target: Target,
  catalog: Catalog,
): Desired | undefined {
  const readsFrom = new Map(entry.details.readsFrom?.map((one) => [one.name, one.objectId]));
  return dependencies.find(({ change, tableChange, definition: { name } }) => {
    if (change?.action === 'replace') return true;
    if (target === 'postgres' && tableChange?.blocksViews) return true;
    const found = catalog.get(name);
    const madeOver = readsFrom.get(name);
    return !found || (madeOver !== undefined && madeOver !== found.id);
  });
}

/** The objects a definition is about to be made over. */
export function readsFrom(
  { dependsOn }: Definition,
  nameOf: (name: string) => string,
  catalog: Catalog,
): readonly ObjectReference[] {
  return dependsOn.flatMap(({ name }) => {
    const objectId = catalog.get(nameOf(name))?.id;
    return objectId === undefined ? [] : [{ name, objectId }];
  });
}
