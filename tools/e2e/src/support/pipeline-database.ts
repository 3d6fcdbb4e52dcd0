import {
  applySchema,
  createDatabase,
  pipelineSchema,
  seedLanguages,
} from '@wikistream/risingwave-schema';
import { Pool } from 'pg';
import { startPostgres } from './postgres.js';
import { TIME_ZONE } from './seeded-articles.js';

/** A PostgreSQL server with the pipeline's schema and languages, and no articles. */
export interface PipelineDatabaseServer {
  readonly url: string;
  readonly pool: Pool;
  /** One number out of the database. */
  number(sql: string, values?: readonly unknown[]): Promise<number>;
  /** Ends it as a crash would, and starts it again on the same address. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPipelineDatabase(): Promise<PipelineDatabaseServer> {
  const cluster = await startPostgres();
  const db = createDatabase<unknown>({ connectionString: cluster.url, target: 'postgres' });
  await applySchema(db, pipelineSchema, { target: 'postgres' });
  await seedLanguages(db, { target: 'postgres', timeZone: TIME_ZONE });
  await db.destroy();
  const pool = new Pool({ connectionString: cluster.url });
  // The server may go while an idle connection is still being closed.
  pool.on('error', () => undefined);
  return {
    url: cluster.url,
    pool,
    number: async (sql, values = []) => {
      const { rows } = await pool.query<{ n: string }>(`select (${sql}) as n`, [...values]);
      return Number(rows[0]?.n);
    },
    crash: () => cluster.crash(),
    stop: async () => {
      await pool.end();
      await cluster.stop();
    },
  };
}
