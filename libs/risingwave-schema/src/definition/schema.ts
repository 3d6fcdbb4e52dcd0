import { DefinitionError } from '../errors.js';
import type { Target } from '../target.js';
import type { DatabaseOf, Definition } from './definition.js';
import type { Index } from './index-definition.js';

/** Definitions that belong together, in dependency order. */
export interface Schema<D extends readonly Definition[] = readonly Definition[]> {
  readonly definitions: D;
  /** Exists for the type system alone: `typeof schema.$database` is the Kysely database. */
  readonly $database: DatabaseOf<D>;
}

/**
 * Puts definitions together and in order.
 *
 * @throws {DefinitionError} when a name is used twice or a dependency is not part of the schema.
 */
export function defineSchema<const D extends readonly Definition[]>(definitions: D): Schema<D> {
  const byName = new Map<string, Definition>();
  for (const definition of definitions) {
    if (byName.has(definition.name)) {
      throw new DefinitionError(definition.name, 'the name is used by two definitions.');
    }
    byName.set(definition.name, definition);
  }
  for (const definition of definitions) {
    for (const dependency of definition.dependsOn) {
      if (byName.get(dependency.name) !== dependency) {
        throw new DefinitionError(
          definition.name,
          `it reads from "${dependency.name}", which is not part of the schema.`,
        );
      }
    }
  }
  return { definitions: inDependencyOrder(definitions) } as unknown as Schema<D>;
}

/** Whether a target has a definition: it is not meant for the other alone, and an index has rows to point at. */
export function existsOn(definition: Definition, target: Target): boolean {
  const { only } = definition;
  if (only !== undefined && only !== target) return false;
  return definition.kind !== 'index' || keepsRows((definition as Index).on, target);
}

/** PostgreSQL computes every view on read, RisingWave reads a source's topic each time. */
function keepsRows({ kind }: Definition, target: Target): boolean {
  return kind === 'table' || kind === (target === 'postgres' ? 'source' : 'materialized view');
}

/** The definitions that exist on a target, in dependency order. */
export function definitionsFor(schema: Schema, target: Target): readonly Definition[] {
  const kept = schema.definitions.filter((definition) => existsOn(definition, target));
  for (const definition of kept) {
    for (const dependency of definition.dependsOn) {
      if (!kept.includes(dependency)) {
        throw new DefinitionError(
          definition.name,
          `it reads from "${dependency.name}", which does not exist on ${target}.`,
        );
      }
    }
  }
  return kept;
}

/** Dependencies first, otherwise in the order given; a definition can only name earlier ones, so there are no cycles. */
function inDependencyOrder(definitions: readonly Definition[]): readonly Definition[] {
  const ordered = new Set<Definition>();
  const visit = (definition: Definition) => {
    for (const dependency of definition.dependsOn) visit(dependency);
    ordered.add(definition);
  };
  definitions.forEach(visit);
  return [...ordered];
}
