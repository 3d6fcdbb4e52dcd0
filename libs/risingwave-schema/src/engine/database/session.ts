import { sql, type Kysely } from 'kysely';
import type { Statement } from '../../ddl/statement.js';
import { MASK } from '../../ddl/statement.js';
import { StatementError } from '../../errors.js';

/** Called before a statement is sent; throwing stops the run there, as a crash would. */
export type StatementHook = (statement: Statement) => void | Promise<void>;

/** Runs statements one by one, with secrets kept out of errors. */
export class Session {
  readonly #db: Kysely<unknown>;
  readonly #secrets: readonly string[];
  readonly #before: StatementHook;

  constructor(db: Kysely<unknown>, secrets: readonly string[], before: StatementHook) {
    this.#db = db;
    // As they are and as SQL text holds them; the longer first, so that none is masked in part.
    this.#secrets = [...new Set(secrets.flatMap((one) => [one, one.replaceAll("'", "''")]))]
      .filter((secret) => secret !== '')
      .sort((a, b) => b.length - a.length);
    this.#before = before;
  }

  /** The same session on another connection, e.g. a transaction. */
  on(db: Kysely<unknown>): Session {
    return new Session(db, this.#secrets, this.#before);
  }

  get db(): Kysely<unknown> {
    return this.#db;
  }

  /** @throws {StatementError} with secrets masked. */
  async run(statement: Statement): Promise<void> {
    await this.#before(statement);
    try {
      await sql.raw(statement.sql).execute(this.#db);
    } catch (error) {
      throw new StatementError(statement.object, statement.display, this.#masked(error));
    }
  }

  /** Reads rows; `text` must not hold a secret. */
  async rows<Row>(text: string): Promise<readonly Row[]> {
    const { rows } = await sql.raw<Row>(text).execute(this.#db);
    return rows;
  }

  /** A server may repeat the statement in its message, so the secret in it has to go. */
  #masked(error: unknown): unknown {
    const text =
      error instanceof Error
        ? [error.message, error.stack, JSON.stringify(error)].join('\n')
        : String(error);
    if (!this.#secrets.some((secret) => text.includes(secret))) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new Error(
      this.#secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), message),
    );
  }
}

/** The SQLSTATE of the server's answer behind an error, if there is one. */
export function sqlStateOf(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && /^[0-9A-Z]{5}$/.test(at.code)) {
      return at.code;
    }
  }
  return undefined;
}
