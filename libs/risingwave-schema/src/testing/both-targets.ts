import type { PGlite } from '@electric-sql/pglite';
import type { Kysely } from 'kysely';
import { createDatabase } from '../database/create-database.js';
import type { Target } from '../target.js';
import { emptyDatabase, startPglite } from './pglite.js';
import { risingwaveDouble } from './risingwave-double.js';

/** A database of each kind, for tests that are the same for both. */
export interface BothTargets {
  readonly databases: Readonly<Record<Target, Kysely<unknown>>>;
  /** What lies beneath each of them. */
  readonly pglites: Readonly<Record<Target, PGlite>>;
  /** Takes away all that is in a database. */
  reset(target: Target): Promise<void> | void;
  close(): Promise<void>;
}

export async function bothTargets(): Promise<BothTargets> {
  const double = await risingwaveDouble();
  const server = await startPglite();
  const databases = {
    risingwave: createDatabase<unknown>({ pool: double.pool, target: 'risingwave' }),
    postgres: createDatabase<unknown>({
      connectionString: server.url,
      maxConnections: 1,
      target: 'postgres',
    }),
  };
  return {
    databases,
    pglites: { risingwave: double.pglite, postgres: server.pglite },
    reset: (target) => (target === 'risingwave' ? double.reset() : emptyDatabase(server.pglite)),
    async close() {
      await databases.risingwave.destroy();
      await databases.postgres.destroy();
      await server.close();
    },
  };
}
