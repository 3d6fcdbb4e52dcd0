import type { Definition } from '../../definition/definition.js';
import type { Schema } from '../../definition/schema.js';
import type { Secret } from '../../definition/secret.js';
import type { Stored } from '../../definition/table.js';
import { physicalDefinitions, withSecrets } from '../../ddl/compile-schema.js';
import { createStatement } from '../../ddl/create.js';
import { fingerprint } from '../../ddl/fingerprint.js';
import type { CompileOptions } from '../../ddl/options.js';
import { secretValueIfKnown } from '../../ddl/secret-values.js';
import { DefinitionError } from '../../errors.js';
import type { Target } from '../../target.js';
import type { Catalog } from '../database/catalog.js';
import type { LedgerEntry } from '../database/ledger.js';
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
    if (exists && entry && target === 'risingwave' && entry.kind !== definition.kind) {
      throw new DefinitionError(
        definition.name,
        `it is a ${entry.kind} in the database and RisingWave cannot give its name to a ${definition.kind}; define the ${definition.kind} under another name.`,
      );
    }
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
    // A view follows the object it was made over: when that is replaced, so must the view be.
    const own = fingerprint(display, ...dependencies.flatMap((one) => identityOf(one, target)));
    const base = { definition, position, display, generation: 0, fingerprint: own };
    if (!entry || !exists || (entry.state === 'creating' && entry.fingerprint === own)) {
      return { ...base, change: created(definition, display, entry) };
    }
    const blocking = dependencies.find(
      (one) => target === 'postgres' && one.tableChange?.blocksViews,
    );
    const changed = entry.definition !== display;
    const missing = dependencies.find((one) => !catalog.has(one.definition.name));
    if (entry.fingerprint === own && !blocking && !missing) return base;
    return {
      ...base,
      change: {
        object: definition.name,
        kind: definition.kind,
        action: 'replace',
        reason: changed
          ? 'definition changed'
          : `reads from ${blocking?.definition.name ?? changedAmong(dependencies)}, which changes`,
        destructive: target === 'risingwave' ? lossOf(definition) : [],
        before: entry.definition,
        after: display,
      },
    };
  }
}

/** An entry that stands for an object under its own name. */
function managed(entry: LedgerEntry | undefined): LedgerEntry | undefined {
  return entry?.state === 'ready' || entry?.state === 'creating' ? entry : undefined;
}

/** What of a dependency, when it changes, makes its dependents change. */
function identityOf(one: Desired, target: Target): readonly string[] {
  if (!one.shape) return [one.fingerprint];
  return target === 'risingwave' && one.generation > 0 ? [`made anew ${one.generation}`] : [];
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
