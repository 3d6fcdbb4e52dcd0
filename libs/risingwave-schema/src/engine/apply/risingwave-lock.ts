import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { statement } from '../../ddl/statement.js';
import { LockedError, StatementError } from '../../errors.js';
import { quoteIdentifier, quoteValue } from '../../sql/quote.js';
import { readCatalog } from '../database/catalog.js';
import type { Session } from '../database/session.js';
import type { ApplyContext } from './apply-options.js';

/** A holder silent for this long is taken for dead. */
const LEASE_SECONDS = 60;
export const LOCK_TABLE = 'schema_lock';

/**
 * Keeps two migrators apart where there are neither transactions nor advisory locks. Each announces
 * itself with a row of its own, flushes, and only then looks for others: of two that overlap, the one
 * that looks later sees the other, so they are never both alone. Who is not alone steps back.
 */
export class RisingwaveLock {
  readonly #session: Session;
  readonly #owner = `${hostname()}:${process.pid}:${randomUUID()}`;
  #renewedAt = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** @throws {LockedError} when another holder does not go away in time. */
  async acquire(context: ApplyContext): Promise<void> {
    const deadline = Date.now() + context.lockTimeout;
    for (;;) {
      const other = await this.#attempt();
      if (other === undefined) return;
      if (Date.now() >= deadline) throw new LockedError(other);
      // Unequal pauses, so that two that met do not meet again.
      await context.pause(100 + Math.random() * 900);
    }
  }

  /**
   * Called before work on an object: keeps the lease alive and makes sure it was never lost.
   *
   * @throws {LockedError} when this process slept past its lease and another may have taken over.
   */
  async renew(): Promise<void> {
    const age = Date.now() - this.#renewedAt;
    if (age < (LEASE_SECONDS * 1000) / 4) return;
    await this.#announce();
    // Before the lease has run out, another row is one that waits and is about to step back.
    if (age < LEASE_SECONDS * 1000) return;
    const other = (await this.#owners()).find((owner) => owner !== this.#owner);
    if (other !== undefined) throw new LockedError(readable(other));
  }

  async release(): Promise<void> {
    await this.#write(
      `delete from ${quoteIdentifier(LOCK_TABLE)} where "owner" = ${quoteValue(this.#owner)}`,
    );
  }

  /** Releases by taking the table away, unless somebody waits by it. */
  async releaseForGood(): Promise<void> {
    const waiting = (await this.#owners()).some((owner) => owner !== this.#owner);
    if (waiting) return this.release();
    await this.#session.run(
      statement(LOCK_TABLE, `drop table if exists ${quoteIdentifier(LOCK_TABLE)}`),
    );
  }

  /** Tries once; returns who else is there. */
  async #attempt(): Promise<string | undefined> {
    try {
      await this.#createTable();
      await this.#announce();
      const owners = await this.#owners();
      const other = owners.find((owner) => owner !== this.#owner);
      if (other !== undefined) await this.release();
      // A table without the row just written is another one: the first went with all the rest.
      else if (!owners.includes(this.#owner)) return 'one that has just destroyed it';
      return other === undefined ? undefined : readable(other);
    } catch (error) {
      if (!(error instanceof StatementError) || (await this.#tableExists())) throw error;
      return 'one that has just destroyed it';
    }
  }

  async #createTable(): Promise<void> {
    const text = `create table if not exists ${quoteIdentifier(LOCK_TABLE)} ("owner" varchar, "renewed_at" timestamptz, primary key ("owner"))`;
    try {
      await this.#session.run(statement(LOCK_TABLE, text));
    } catch (error) {
      // Of two that create it at the same moment the server may refuse one, and there it is.
      if (!(error instanceof StatementError) || !(await this.#tableExists())) throw error;
    }
  }

  async #announce(): Promise<void> {
    // Taken before the row is: this side must not think its lease longer than others do.
    const at = Date.now();
    await this.#write(
      `insert into ${quoteIdentifier(LOCK_TABLE)} ("owner", "renewed_at") values (${quoteValue(this.#owner)}, now())`,
    );
    this.#renewedAt = at;
  }

  /** Those whose lease has not run out, in order. */
  async #owners(): Promise<readonly string[]> {
    const text = `select "owner" from ${quoteIdentifier(LOCK_TABLE)} where "renewed_at" > now() - interval '${LEASE_SECONDS} seconds' order by "owner"`;
    try {
      const rows = await this.#session.rows<{ owner: string }>(text);
      return rows.map(({ owner }) => owner);
    } catch (error) {
      throw new StatementError(LOCK_TABLE, text, error);
    }
  }

  async #tableExists(): Promise<boolean> {
    return (await readCatalog(this.#session, 'risingwave')).has(LOCK_TABLE);
  }

  async #write(text: string): Promise<void> {
    await this.#session.run(statement(LOCK_TABLE, text));
    await this.#session.run(statement(LOCK_TABLE, 'flush'));
  }
}

/** An owner in words: where it runs and as which process. */
function readable(owner: string): string {
  return owner.split(':').slice(0, 2).join(' pid ');
}
