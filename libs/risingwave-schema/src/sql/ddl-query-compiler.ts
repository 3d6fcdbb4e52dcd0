import {
  PostgresQueryCompiler,
  type FromNode,
  type GroupByNode,
  type HavingNode,
  type JoinNode,
  type SelectionNode,
  type WhereNode,
} from 'kysely';
import { quoteIdentifier, quoteValue } from './quote.js';

/**
 * Compiles a query to text that stands on its own: DDL takes no parameters, so values become
 * literals. Columns and clauses start on their own line, so that a diff shows what changed.
 */
export class DdlQueryCompiler extends PostgresQueryCompiler {
  #sql = '';
  #pendingSpace = false;

  protected override append(text: string): void {
    if (text === ' ' || text === ', ') {
      this.#flush();
      this.#sql += text.trimEnd();
      this.#pendingSpace = true;
      return;
    }
    // The space the base class puts before a clause gives way to a line break.
    if (text.startsWith('\n')) this.#pendingSpace = false;
    this.#flush();
    this.#sql += text;
  }

  protected override getSql(): string {
    this.#flush();
    const text = this.#sql;
    this.#sql = '';
    return text;
  }

  protected override appendValue(value: unknown): void {
    this.#literal(quoteValue(value));
  }

  protected override appendImmediateValue(value: unknown): void {
    this.#literal(quoteValue(value));
  }

  protected override sanitizeIdentifier(identifier: string): string {
    return quoteIdentifier(identifier).slice(1, -1);
  }

  protected override visitSelection(node: SelectionNode): void {
    // `count(*)` holds a selection, too.
    if (this.parentNode?.kind === 'SelectQueryNode') this.append('\n  ');
    super.visitSelection(node);
  }

  protected override visitFrom(node: FromNode): void {
    this.append('\n');
    super.visitFrom(node);
  }

  protected override visitJoin(node: JoinNode): void {
    this.append('\n  ');
    super.visitJoin(node);
  }

  protected override visitWhere(node: WhereNode): void {
    // `filter(where …)` reads better in one line.
    if (this.parentNode?.kind === 'SelectQueryNode') this.append('\n');
    super.visitWhere(node);
  }

  protected override visitGroupBy(node: GroupByNode): void {
    this.append('\n');
    super.visitGroupBy(node);
  }

  protected override visitHaving(node: HavingNode): void {
    this.append('\n');
    super.visitHaving(node);
  }

  /** Appends a literal as it is: a text may begin with a line break that means something. */
  #literal(text: string): void {
    this.#flush();
    this.#sql += text;
  }

  #flush(): void {
    if (this.#pendingSpace) this.#sql += ' ';
    this.#pendingSpace = false;
  }
}
