import type { Kysely } from 'kysely';
import type { DefinitionKind } from '../../definition/definition.js';
import type { Schema } from '../../definition/schema.js';
import type { EngineOptions } from '../apply/apply-options.js';
import { planSchema } from '../plan/plan-schema.js';
import { physicalDefinitions, withSecrets } from '../../ddl/compile-schema.js';

/** How one object stands. */
export interface ObjectStatus {
  readonly object: string;
  readonly kind: DefinitionKind;
  readonly state:
    'up to date' | 'to create' | 'to replace' | 'to alter' | 'to drop' | 'not managed';
}

const STATES = {
  create: 'to create',
  replace: 'to replace',
  alter: 'to alter',
  drop: 'to drop',
} as const;

/** How every object of a schema stands in the database. */
export async function schemaStatus<DB>(
  db: Kysely<DB>,
  schema: Schema,
  options: EngineOptions,
): Promise<readonly ObjectStatus[]> {
  const plan = await planSchema(db, schema, options);
  const changes = new Map(plan.changes.map((change) => [change.object, change]));
  const defined = physicalDefinitions(schema, options.target, withSecrets(options)).map(
    ({ name, kind }): ObjectStatus => {
      const change = changes.get(name);
      changes.delete(name);
      if (plan.unmanaged.includes(name)) return { object: name, kind, state: 'not managed' };
      return { object: name, kind, state: change ? STATES[change.action] : 'up to date' };
    },
  );
  const dropped = [...changes.values()].map(({ object, kind, action }): ObjectStatus => ({
    object,
    kind,
    state: STATES[action],
  }));
  return [...defined, ...dropped];
}
