/** One SQL statement about one object. */
export interface Statement {
  /** Name of the object the statement is about. */
  readonly object: string;
  /** What is sent. May hold a secret: never print it. */
  readonly sql: string;
  /** What may be printed: `sql` with secrets masked. */
  readonly display: string;
}

/** Shown in the place of a secret. */
export const MASK = '***';

/** A statement without secrets. */
export function statement(object: string, sql: string): Statement {
  return { object, sql, display: sql };
}
