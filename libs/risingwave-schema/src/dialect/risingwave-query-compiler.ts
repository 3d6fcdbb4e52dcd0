import {
  PostgresQueryCompiler,
  ValueNode,
  type CompiledQuery,
  type LimitNode,
  type OffsetNode,
  type OnConflictNode,
  type OperationNode,
  type QueryId,
  type RootOperationNode,
  type SelectModifierNode,
  type DataTypeNode,
} from 'kysely';
import { UnsupportedFeatureError } from '../errors.js';
import { forTarget } from '../functions/per-target.js';
import { quoteIdentifier } from '../sql/quote.js';

/** PostgreSQL's SQL, less what RisingWave refuses. */
export class RisingwaveQueryCompiler extends PostgresQueryCompiler {
  /** Functions of this library that RisingWave and PostgreSQL write in different ways are written in its way. */
  override compileQuery(node: RootOperationNode, queryId: QueryId): CompiledQuery {
    return super.compileQuery(forTarget(node, 'risingwave'), queryId);
  }

  /** @throws {IdentifierError} for a name RisingWave cannot read, above all one with a double quote. */
  protected override sanitizeIdentifier(identifier: string): string {
    return quoteIdentifier(identifier).slice(1, -1);
  }

  protected override visitOnConflict(_node: OnConflictNode): void {
    throw new UnsupportedFeatureError(
      'INSERT … ON CONFLICT',
      "the table's own conflict behaviour decides (by default a later row replaces the earlier one)",
    );
  }

  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (node.modifier?.startsWith('For')) {
      throw new UnsupportedFeatureError('row locks', 'leave out FOR UPDATE and FOR SHARE');
    }
    super.visitSelectModifier(node);
  }

  protected override visitDataType(node: DataTypeNode): void {
    const type = node.dataType.toLowerCase();
    if (/serial/.test(type)) {
      throw new UnsupportedFeatureError('SERIAL columns', 'generate ids before the insert');
    }
    if (/^char\b|^(varchar|numeric|decimal)\s*\(/.test(type)) {
      throw new UnsupportedFeatureError(
        `type ${node.dataType}`,
        'use varchar and numeric without a length',
      );
    }
    super.visitDataType(node);
  }

  protected override visitLimit(node: LimitNode): void {
    this.append('limit ');
    this.#visitRows(node.limit);
  }

  protected override visitOffset(node: OffsetNode): void {
    this.append('offset ');
    this.#visitRows(node.offset);
  }

  /** RisingWave works out both before it is given the parameters, so a number is written as it is. */
  #visitRows(rows: OperationNode): void {
    const count: unknown = ValueNode.is(rows) ? rows.value : undefined;
    if (typeof count === 'number' || typeof count === 'bigint') this.append(count.toString());
    else this.visitNode(rows);
  }
}
