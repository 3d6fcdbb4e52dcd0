import {
  createDatabase,
  DatabaseConnectionError,
  type PipelineDatabase,
  type Target,
} from '@wikistream/risingwave-schema';
import { sql, type Kysely } from 'kysely';
import pg from 'pg';
import { DatabaseError, QueryTimeoutError } from '../errors.js';

export interface ReaderOptions {
  readonly connectionString: string;
  readonly target: Target;
  /** Longest time a query may take. */
  readonly timeoutMs: number;
  /** Most connections. Default 4. */
  readonly maxConnections?: number;
  /** Called for each query sent. */
  readonly onQuery?: (name: string, seconds: number) => void;
}

/** PostgreSQL's "canceling statement due to statement timeout". */
const QUERY_CANCELED = '57014';
/** The client waits a little longer than the server, whose own limit also ends the work. */
const MARGIN_MS = 1_000;

/**
 * The warehouse, read only and never for long. On PostgreSQL each query runs in a read-only
 * transaction with a statement timeout of its own: limits of the session would reach every client of
 * the embedded database, which is a single session. RisingWave is limited by the client's clock.
 */
export class Reader {
  readonly target: Target;
  readonly #db: Kysely<PipelineDatabase>;
  readonly #timeoutMs: number;
  readonly #onQuery: (name: string, seconds: number) => void;

  constructor(options: ReaderOptions) {
    this.target = options.target;
    this.#timeoutMs = options.timeoutMs;
    this.#onQuery = options.onQuery ?? (() => undefined);
    const pool = new pg.Pool({
      connectionString: options.connectionString,
      max: options.maxConnections ?? 4,
      connectionTimeoutMillis: options.timeoutMs,
      query_timeout: options.timeoutMs + MARGIN_MS,
    });
    // An idle connection that breaks is replaced by the pool; unheard, the event would end the process.
    pool.on('error', () => undefined);
    // So would one that breaks between two queries of a transaction, which shows in the second.
    pool.on('connect', (client) => client.on('error', () => undefined));
    this.#db = createDatabase({ pool, target: options.target });
  }

  /**
   * Runs one query.
   *
   * @throws {QueryTimeoutError} when it takes longer than allowed.
   * @throws {DatabaseError} when the database is away or refuses it.
   */
  async read<T>(name: string, query: (db: Kysely<PipelineDatabase>) => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      if (this.target === 'risingwave') return await query(this.#db);
      return await this.#db
        .transaction()
        .setAccessMode('read only')
        .execute(async (transaction) => {
          await sql`set local statement_timeout = ${sql.lit(this.#timeoutMs)}`.execute(transaction);
          return query(transaction);
        });
    } catch (error) {
      throw isTimeout(error)
        ? new QueryTimeoutError(this.#timeoutMs, error)
        : new DatabaseError(error);
    } finally {
      this.#onQuery(name, (performance.now() - start) / 1000);
    }
  }

  close(): Promise<void> {
    return this.#db.destroy();
  }
}

function isTimeout(error: unknown): boolean {
  if (error instanceof DatabaseConnectionError) return false;
  if (!(error instanceof Error)) return false;
  return (
    ('code' in error && error.code === QUERY_CANCELED) || error.message === 'Query read timeout'
  );
}
