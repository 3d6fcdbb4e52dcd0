import {
  OperationNodeTransformer,
  ReferenceNode,
  SelectAllNode,
  type QueryId,
  type RawNode,
  type SelectQueryNode,
} from 'kysely';
import type { Definition } from '../definition/definition.js';
import { forTarget } from '../functions/per-target.js';
import type { Target } from '../target.js';
import type { AnyDefinition } from './create.js';

/** `*` where SQL written by hand takes columns with it, and not where it multiplies or counts. */
const STAR = /(\bselect\s+(distinct\s+|all\s+)?|\.\s*|,\s*)\*/i;

/**
 * Whether a definition takes all columns of what it reads from, whichever those are: its text stays
 * the same when they change, though the columns it was made with do not.
 */
export function takesAllColumns(definition: Definition, target: Target): boolean {
  const any = definition as AnyDefinition;
  if (any.kind === 'sink' && any.from) return true;
  if (!('query' in any) || !any.query) return false;
  const finder = new StarFinder();
  finder.transformNode(forTarget(any.query, target));
  return finder.found;
}

class StarFinder extends OperationNodeTransformer {
  found = false;

  protected override transformSelectQuery(
    node: SelectQueryNode,
    queryId?: QueryId,
  ): SelectQueryNode {
    this.found ||= (node.selections ?? []).some(
      ({ selection }) =>
        SelectAllNode.is(selection) ||
        (ReferenceNode.is(selection) && SelectAllNode.is(selection.column)),
    );
    return super.transformSelectQuery(node, queryId);
  }

  protected override transformRaw(node: RawNode, queryId?: QueryId): RawNode {
    const [first, ...more] = node.sqlFragments;
    this.found ||=
      (more.length === 0 && first?.trim() === '*') ||
      node.sqlFragments.some((text) => STAR.test(text));
    return super.transformRaw(node, queryId);
  }
}
