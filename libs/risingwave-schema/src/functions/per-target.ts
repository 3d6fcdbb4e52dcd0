import type { RawNode } from 'kysely';
import {
  OperationNodeTransformer,
  sql,
  type KyselyPlugin,
  type OperationNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryId,
  type QueryResult,
  type RawBuilder,
  type RootOperationNode,
  type UnknownRow,
} from 'kysely';
import type { Target } from '../target.js';

/** No SQL holds a NUL, so no fragment of anyone else's looks like this. */
const CHOICE = '\0 per target';

/** An expression written in one way for RisingWave and in another for PostgreSQL. */
export function perTarget<T>(texts: Readonly<Record<Target, RawBuilder<unknown>>>): RawBuilder<T> {
  const { risingwave, postgres } = texts;
  return sql<T>([CHOICE, '', ''] as unknown as TemplateStringsArray, risingwave, postgres);
}

/** Decides for a target wherever a query holds both ways. */
export function forTarget<N extends OperationNode>(query: N, target: Target): N {
  return new TargetTransformer(target).transformNode(query);
}

class TargetTransformer extends OperationNodeTransformer {
  readonly #target: Target;

  constructor(target: Target) {
    super();
    this.#target = target;
  }

  protected override transformRaw(node: RawNode, queryId?: QueryId): RawNode {
    if (node.sqlFragments[0] !== CHOICE) return super.transformRaw(node, queryId);
    const chosen = node.parameters[this.#target === 'risingwave' ? 0 : 1];
    return super.transformRaw(chosen as RawNode, queryId);
  }
}

/**
 * Lets queries of a live database use the functions of this library. `createDatabase` and
 * `RisingwaveDialect` bring it along; a Kysely of one's own over PostgreSQL needs it as a plugin.
 */
export class TargetPlugin implements KyselyPlugin {
  readonly #target: Target;

  constructor(target: Target) {
    this.#target = target;
  }

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return forTarget(node, this.#target);
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result;
  }
}
