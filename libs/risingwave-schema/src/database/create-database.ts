import { Kysely, PostgresDialect, type Dialect, type PostgresPool } from 'kysely';
import pg from 'pg';
import { RisingwaveDialect } from '../dialect/risingwave-dialect.js';
import { TargetPlugin } from '../functions/per-target.js';
import type { PipelineDatabase } from '../pipeline/pipeline-schema.js';
import type { Target } from '../target.js';
import { typedPool } from './typed-pool.js';

export type DatabaseOptions = {
  readonly target: Target;
} & (
  | {
      readonly connectionString: string;
      /** Most connections held at once. Default 4. */
      readonly maxConnections?: number;
      /** Milliseconds to wait for a connection. Default 10 000. */
      readonly connectTimeout?: number;
      readonly applicationName?: string;
    }
  | {
      /** A pool of the caller's. Its type parsers do not matter, this library brings its own. */
      readonly pool: pg.Pool;
    }
);

/**
 * Connects Kysely to the warehouse. Nothing is sent before the first query; `destroy()` closes the
 * pool, also one that was passed in.
 *
 * ```ts
 * const db = createDatabase({ connectionString, target: 'postgres' });
 * const latest = await db.selectFrom('dwd_wiki_new_detail').selectAll().limit(10).execute();
 * ```
 *
 * Queries reject with a {@link DatabaseConnectionError} that says what to change when the database
 * cannot be reached.
 */
export function createDatabase<DB = PipelineDatabase>(options: DatabaseOptions): Kysely<DB> {
  const pool = 'pool' in options ? options.pool : createPool(options);
  return new Kysely<DB>({
    dialect: dialectFor(options.target, typedPool(pool)),
    plugins: options.target === 'postgres' ? [new TargetPlugin('postgres')] : [],
  });
}

function createPool(options: Extract<DatabaseOptions, { connectionString: string }>): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.maxConnections ?? 4,
    connectionTimeoutMillis: options.connectTimeout ?? 10_000,
    ...(options.applicationName ? { application_name: options.applicationName } : {}),
  });
  // An idle connection that breaks is replaced by the pool; unheard, the event would end the process.
  pool.on('error', () => undefined);
  // So would one that breaks while it is being closed, which the pool no longer listens to.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

function dialectFor(target: Target, pool: PostgresPool): Dialect {
  return target === 'risingwave' ? new RisingwaveDialect({ pool }) : new PostgresDialect({ pool });
}
