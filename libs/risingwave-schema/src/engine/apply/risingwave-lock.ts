import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { statement } from '../../ddl/statement.js';
import { LockedError } from '../../errors.js';
import { quoteIdentifier, quoteValue } from '../../sql/quote.js';
import type { ApplyContext } from './apply-options.js';
import type { Session } from '../database/session.js';

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
    await this.#session.run(
      statement(
        LOCK_TABLE,
        `create table if not exists ${quoteIdentifier(LOCK_TABLE)} ("owner" varchar, "renewed_at" timestamptz, primary key ("owner"))`,
      ),
    );
    const deadline = Date.now() + context.lockTimeout;
    for (;;) {
      await this.#announce();
      const other = await this.#other();
      if (other === undefined) return;
      await this.release();
      if (Date.now() >= deadline) throw new LockedError(other.split(':').slice(0, 2).join(' pid '));
      // Unequal pauses, so that two that met do not meet again.
      await context.pause(100 + Math.random() * 900);
    }
  }

  /**
   * Called before work on an object: keeps the lease alive and makes sure it was never lost.
   *
   * @throws {LockedError} when this process slept past its lease and another has taken over.
   */
  async renew(): Promise<void> {
    const age = Date.now() - this.#renewedAt;
    if (age < (LEASE_SECONDS * 1000) / 4) return;
    await this.#announce();
    const other = age > (LEASE_SECONDS * 1000) / 2 ? await this.#other() : undefined;
    if (other !== undefined) throw new LockedError(other);
  }

  async release(): Promise<void> {
    await this.#write(
      `delete from ${quoteIdentifier(LOCK_TABLE)} where "owner" = ${quoteValue(this.#owner)}`,
    );
  }

  async #announce(): Promise<void> {
    await this.#write(
      `insert into ${quoteIdentifier(LOCK_TABLE)} ("owner", "renewed_at") values (${quoteValue(this.#owner)}, now())`,
    );
    this.#renewedAt = Date.now();
  }

  async #other(): Promise<string | undefined> {
    const [row] = await this.#session.rows<{ owner: string }>(
      `select "owner" from ${quoteIdentifier(LOCK_TABLE)} where "owner" <> ${quoteValue(this.#owner)} and "renewed_at" > now() - interval '${LEASE_SECONDS} seconds' order by "owner" limit 1`,
    );
    return row?.owner;
  }

  async #write(text: string): Promise<void> {
    await this.#session.run(statement(LOCK_TABLE, text));
    await this.#session.run(statement(LOCK_TABLE, 'flush'));
  }
}
