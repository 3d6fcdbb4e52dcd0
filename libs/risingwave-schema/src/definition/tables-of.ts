import type { SelectQueryNode } from 'kysely';
import { tablesOf } from '../ddl/rename-tables.js';
import { DefinitionError } from '../errors.js';
import type { Relation } from './definition.js';

/**
 * Makes sure that a query reads only from what was named: types cannot see which relation a window
 * or a temporal join is over, and what is not named is not created first.
 *
 * @throws {DefinitionError} when it reads from something else.
 */
export function checkTablesOf(
  object: string,
  query: SelectQueryNode,
  from: readonly Relation[],
): void {
  for (const table of tablesOf(query)) {
    if (from.every(({ name }) => name !== table)) {
      throw new DefinitionError(object, `it reads from "${table}", which it does not name.`);
    }
  }
}
