import type { Definition } from '../../definition/definition.js';
import type { Schema } from '../../definition/schema.js';
import type { Secret } from '../../definition/secret.js';
import type { Stored } from '../../definition/table.js';
import { physicalDefinitions, withSecrets } from '../../ddl/compile-schema.js';
import { createStatement, sqlKind } from '../../ddl/create.js';
import { fingerprint } from '../../ddl/fingerprint.js';
import type { CompileOptions } from '../../ddl/options.js';
import { secretValueIfKnown } from '../../ddl/secret-values.js';
import { DefinitionError } from '../../errors.js';
import type { Target } from '../../target.js';
import type { Catalog } from '../database/catalog.js';
import type { LedgerEntry } from '../database/ledger.js';
import { identityOf, movedDependency } from './dependencies.js';
import { dropChange, holdsRows, lossOf } from './losses.js';
import type { Change, Desired, DetailedPlan, ObjectEntry } from './plan.js';
import { sealFits } from './secret-seal.js';
import { tableChange, tableShape } from './table-change.js';

/** What a plan is made from. */
export interface PlanInput {
  readonly schema: Schema;
  readonly target: Target;
  readonly options: CompileOptions;
  readonly ledger: ReadonlyMap<string, LedgerEntry>;
  readonly catalog: Catalog;
}

/**
 * Compares definitions, ledger and catalog. Pure: reads and changes nothing else.
 *
 * @throws {DefinitionError} when an object has become one of another kind under the same name.
 */
export function makePlan(input: PlanInput): DetailedPlan {
  const { schema, target, ledger, catalog } = input;
  const options = withSecrets(input.options);
  const desired: Desired[] = [];
  const byName = new Map<string, Desired>();
  const unmanaged: string[] = [];

  for (const [position, definition] of physicalDefinitions(schema, target, options).entries()) {
    const { display } = createStatement(definition, target, options);
    const entry = managed(ledger.get(definition.name));
    const exists = catalog.has(definition.name);
    if (exists && !entry) unmanaged.push(definition.name);
    if (exists && entry) assertSameKind(definition, entry, target);
    const one: Desired = holdsRows(definition, target)
      ? desireTable(definition as Stored, position, display, entry, exists)
      : withSecretValue(desireOther(definition, position, display, entry, exists), entry);
    desired.push(one);
    byName.set(definition.name, one);
  }

  const dropped = [...ledger.values()]
    .filter(isObject)
    .filter((entry) => managed(entry) && !byName.has(entry.name))
    .sort((a, b) => b.details.position - a.details.position);
  const leftovers = [...ledger.values()]
    .filter(({ state }) => state !== 'ready' && state !== 'creating')
    .map(({ name }) => name);
  const changes = [
    ...desired.flatMap(({ change }) => (change ? [change] : [])),
    ...dropped.map((entry) => dropChange(entry, target, catalog)),
  ];
  return {
    target,
    changes,
    unmanaged,
    leftovers,
    empty: changes.length === 0 && leftovers.length === 0 && unmanaged.length === 0,
    desired,
    dropped,
    moved: desired.flatMap(({ change, definition, position }) => {
      const entry = ledger.get(definition.name);
      return !change && entry && entry.details.position !== position
        ? [{ ...entry, details: { ...entry.details, position } }]
        : [];
    }),
  };

  function desireTable(
    table: Stored,
    position: number,
    display: string,
    entry: LedgerEntry | undefined,
    exists: boolean,
  ): Desired {
    const shape = tableShape(table, target, options);
    const own = fingerprint(display);
    const generation = entry?.details.generation ?? 0;
    const base = { definition: table, position, display, shape, generation, fingerprint: own };
    if (!entry || !exists) {
      return { ...base, change: created(table, display, entry) };
    }
    if (entry.state === 'creating' && entry.fingerprint === own) {
      // Interrupted between CREATE and its record: the object is what it is meant to be.
      return { ...base, change: created(table, display) };
    }
    if (entry.fingerprint === own) {
      return base;
    }
    const change = tableChange(entry.details.shape ?? shape, table, target, options);
    return {
      ...base,
      generation: base.generation + (change.rebuild ? 1 : 0),
      tableChange: change,
      change: {
        object: table.name,
        kind: table.kind,
        action: change.rebuild ? 'replace' : 'alter',
        reason: change.summary.join(', ') || 'definition changed',
        destructive: change.destructive,
        before: entry.definition,
        after: display,
      },
    };
  }

  /** The text of a secret's definition does not show its value; the seal of the last one does. */
  function withSecretValue(one: Desired, entry: LedgerEntry | undefined): Desired {
    const { definition } = one;
    const seal = entry?.details.seal;
    if (definition.kind !== 'secret' || one.change || seal === undefined) return one;
    const value = secretValueIfKnown(definition as Secret, options);
    if (value === undefined || sealFits(seal, value)) return one;
    const change: Change = {
      object: definition.name,
      kind: definition.kind,
      action: 'alter',
      reason: 'its value changed',
      destructive: [],
    };
    return { ...one, change };
  }

  function desireOther(
    definition: Definition,
    position: number,
    display: string,
    entry: LedgerEntry | undefined,
    exists: boolean,
  ): Desired {
    const dependencies = definition.dependsOn.flatMap(({ name }) => byName.get(name) ?? []);
    const own = fingerprint(
      display,
      ...dependencies.flatMap((one) => identityOf(one, definition, target)),
    );
    const base = { definition, position, display, generation: 0, fingerprint: own };
    if (!entry || !exists) return { ...base, change: created(definition, display, entry) };
    const moved = movedDependency(dependencies, entry, target, catalog);
    if (entry.fingerprint === own && !moved) {
      return entry.state === 'creating'
        ? { ...base, change: created(definition, display, entry) }
        : base;
    }
    const changed = entry.definition !== display;
    return {
      ...base,
      change: {
        object: definition.name,
        kind: definition.kind,
        action: 'replace',
        reason: changed
          ? 'definition changed'
          : moved && !moved.change
            ? `still reads from what was ${moved.definition.name} before`
            : `reads from ${moved?.definition.name ?? changedAmong(dependencies)}, which changes`,
        destructive: target === 'risingwave' ? lossOf(definition) : [],
        before: entry.definition,
        after: display,
      },
    };
  }
}

/**
 * Neither database can put an object in the place of one of another kind, and doing it in two steps
 * would lose rows, or leave readers without the name in between, that nobody was asked about.
 */
function assertSameKind(definition: Definition, entry: LedgerEntry, target: Target): void {
  const wanted = sqlKind(definition, target);
  const found = entry.kind === 'data' ? entry.kind : sqlKind({ kind: entry.kind }, target);
  if (wanted === found) return;
  throw new DefinitionError(
    definition.name,
    `it is a ${found} in the database, whose name a ${wanted} cannot take; define the ${wanted} under another name, or apply once without it.`,
  );
}

/** An entry that stands for an object under its own name. */
function managed(entry: LedgerEntry | undefined): LedgerEntry | undefined {
  return entry?.state === 'ready' || entry?.state === 'creating' ? entry : undefined;
}

function changedAmong(dependencies: readonly Desired[]): string {
  const changed = dependencies.filter(({ change }) => change).map((one) => one.definition.name);
  return changed.join(', ') || 'a relation';
}

function created(definition: Definition, display: string, entry?: LedgerEntry): Change {
  return {
    object: definition.name,
    kind: definition.kind,
    action: 'create',
    reason: entry?.state === 'ready' ? 'missing in the database' : 'new',
    destructive: [],
    after: display,
  };
}

function isObject(entry: LedgerEntry): entry is ObjectEntry {
  return entry.kind !== 'data';
}
