import { existsOn, type Schema } from '../definition/schema.js';
import type { DefinitionKind } from '../definition/definition.js';
import type { Target } from '../target.js';
import type { AnyDefinition } from './create.js';

/** Something defined that a target does without. */
export interface Omission {
  readonly object: string;
  readonly kind: DefinitionKind | 'watermark' | 'emit on window close';
  /** Why, and what it means there. */
  readonly reason: string;
}

/** What of a schema a target does without, in the order of the definitions. */
export function leftOut(schema: Schema, target: Target): readonly Omission[] {
  return (schema.definitions as readonly AnyDefinition[]).flatMap((definition): Omission[] => {
    const { name: object, kind, only } = definition;
    if (only !== undefined && only !== target) {
      return [{ object, kind, reason: REASONS[kind] ?? `defined for ${only} only` }];
    }
    if (!existsOn(definition, target)) {
      const reason =
        target === 'postgres'
          ? 'PostgreSQL computes the view on read; index the tables it reads from'
          : 'a source keeps no rows';
      return [{ object, kind, reason }];
    }
    if (target === 'risingwave') return [];
    if ('watermark' in definition) {
      return [
        { object, kind: 'watermark', reason: 'PostgreSQL computes on read; late rows count' },
      ];
    }
    if ('emitOnWindowClose' in definition) {
      return [
        {
          object,
          kind: 'emit on window close',
          reason: 'on PostgreSQL a window shows from its first row, not from its end',
        },
      ];
    }
    return [];
  });
}

const REASONS: Partial<Record<DefinitionKind, string>> = {
  sink: 'PostgreSQL sends rows nowhere; a service has to read and send them',
  secret: 'only connectors use it',
};
