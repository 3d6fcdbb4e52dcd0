import { sql, type Kysely } from 'kysely';
import { RisingwaveAdapter } from '../dialect/risingwave-adapter.js';

/**
 * Waits until what was written is there to be read, on any connection. RisingWave shows writes with its
 * next barrier; PostgreSQL shows them at once, so there it does nothing.
 *
 * ```ts
 * await db.insertInto('orders').values(order).execute();
 * await flush(db);
 * ```
 */
export async function flush<DB>(db: Kysely<DB>): Promise<void> {
  if (db.getExecutor().adapter instanceof RisingwaveAdapter) await sql`flush`.execute(db);
}
