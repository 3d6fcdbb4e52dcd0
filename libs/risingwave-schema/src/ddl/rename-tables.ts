import type { JoinNode } from 'kysely';
import {
  AliasNode,
  FromNode,
  IdentifierNode,
  OperationNodeTransformer,
  SchemableIdentifierNode,
  TableNode,
  type OperationNode,
  type ReferenceNode,
  type SelectQueryNode,
} from 'kysely';

/**
 * Makes a query read from other physical relations. `from "a"` becomes `from "a_new" as "a"`, so that
 * every reference to a column stays as it is.
 */
export function renameTables(
  query: SelectQueryNode,
  nameOf: (name: string) => string,
): SelectQueryNode {
  return new TableRenamer(nameOf).transformNode(query);
}

/** Names of the relations a query reads from, common table expressions excluded. */
export function tablesOf(query: SelectQueryNode): ReadonlySet<string> {
  const names = new Set<string>();
  renameTables(query, (name) => {
    names.add(name);
    return name;
  });
  return names;
}

class TableRenamer extends OperationNodeTransformer {
  readonly #nameOf: (name: string) => string;
  readonly #commonTables: string[] = [];

  constructor(nameOf: (name: string) => string) {
    super();
    this.#nameOf = nameOf;
  }

  // Kysely transforms FROM before WITH, so the names of common table expressions are gathered first.
  protected override transformSelectQuery(node: SelectQueryNode): SelectQueryNode {
    for (const { name } of node.with?.expressions ?? []) {
      this.#commonTables.push(name.table.table.identifier.name);
    }
    return super.transformSelectQuery(node);
  }

  protected override transformFrom(node: FromNode): FromNode {
    const transformed = super.transformFrom(node);
    return FromNode.create(transformed.froms.map((from, i) => keepName(node.froms[i], from)));
  }

  protected override transformJoin(node: JoinNode): JoinNode {
    const transformed = super.transformJoin(node);
    return { ...transformed, table: keepName(node.table, transformed.table) };
  }

  // A reference names an alias or a table by the name it keeps.
  protected override transformReference(node: ReferenceNode): ReferenceNode {
    return node;
  }

  protected override transformTable(node: TableNode): TableNode {
    const { schema, identifier } = node.table;
    if (schema || this.#commonTables.includes(identifier.name)) return node;
    const name = this.#nameOf(identifier.name);
    return name === identifier.name
      ? node
      : { ...node, table: SchemableIdentifierNode.create(name) };
  }
}

function keepName(before: OperationNode | undefined, after: OperationNode): OperationNode {
  if (!before || !TableNode.is(before) || !TableNode.is(after)) return after;
  const name = before.table.identifier.name;
  return after.table.identifier.name === name
    ? after
    : AliasNode.create(after, IdentifierNode.create(name));
}
