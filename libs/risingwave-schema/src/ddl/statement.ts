/** One SQL statement about one object. */
export interface Statement {
  /** Name of the object the statement is about. */
  readonly object: string;
  /** What is sent. May hold a secret: never print it. */
  readonly sql: string;
  /** What may be printed: `sql` with secrets masked. */
  readonly display: string;
}

/** A statement that holds a secret. Whatever prints, copies or serializes it does not come upon `sql`. */
export class SecretStatement implements Statement {
  readonly object: string;
  readonly display: string;
  readonly #sql: () => string;

  constructor(object: string, display: string, sql: () => string) {
    this.object = object;
    this.display = display;
    this.#sql = sql;
  }

  /** @throws {MissingOptionError} when the secret's value was not given. */
  get sql(): string {
    return this.#sql();
  }
}

/** Shown in the place of a secret. */
export const MASK = '***';

/** A statement without secrets. */
export function statement(object: string, sql: string): Statement {
  return { object, sql, display: sql };
}
