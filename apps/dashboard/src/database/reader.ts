import {
  createDatabase,
  DatabaseConnectionError,
  type PipelineDatabase,
  type Target,
} from '@wikistream/risingwave-schema';
import { sql, type Kysely } from 'kysely';
import pg from 'pg';
import { DatabaseError, QueryTimeoutError, UnreachableError } from '../errors.js';

export interface ReaderOptions {
  readonly connectionString: string;
  readonly target: Target;
  /** Longest time a query may take. */
  readonly timeoutMs: number;
  /** Most connections. Default 4. */
  readonly maxConnections?: number;
  /** Called for each reading. */
  readonly onQuery?: (name: string, seconds: number) => void;
}

/** PostgreSQL's "canceling statement due to statement timeout". */
const QUERY_CANCELED = '57014';
/** PostgreSQL's own limit ends the work first and keeps the connection. */
const MARGIN_MS = 1_000;

/**
 * The warehouse, read only and never for long. On PostgreSQL each reading is a read-only transaction
 * with one snapshot and a statement timeout of its own: limits of the session would reach every client
 * of the embedded database, which is a single session. Where the server does not end a query in time,
 * the connection is closed: what goes on running would hold up the next query on it.
 */
export class Reader {
  readonly target: Target;
  readonly #db: Kysely<PipelineDatabase>;
  readonly #timeoutMs: number;
  readonly #onQuery: (name: string, seconds: number) => void;
  readonly #inUse = new Map<pg.PoolClient, NodeJS.Timeout>();
  #closing = false;

  constructor(options: ReaderOptions) {
    this.target = options.target;
    this.#timeoutMs = options.timeoutMs;
    this.#onQuery = options.onQuery ?? (() => undefined);
    const pool = new pg.Pool({
      connectionString: options.connectionString,
      max: options.maxConnections ?? 4,
      connectionTimeoutMillis: options.timeoutMs,
    });
    // An idle connection that breaks is replaced by the pool; unheard, the event would end the process.
    pool.on('error', () => undefined);
    // So would one that breaks between two queries of a transaction, which shows in the second.
    pool.on('connect', (client) => client.on('error', () => undefined));
    const patience = options.timeoutMs + (options.target === 'postgres' ? MARGIN_MS : 0);
    pool.on('acquire', (client) => {
      this.#inUse.set(
        client,
        setTimeout(() => giveUp(client), this.#closing ? 0 : patience),
      );
    });
    pool.on('release', (_error, client) => {
      clearTimeout(this.#inUse.get(client));
      this.#inUse.delete(client);
    });
    this.#db = createDatabase({ pool, target: options.target });
  }

  /**
   * Runs one query, or a few that belong together.
   *
   * @throws {QueryTimeoutError} when it takes longer than allowed.
   * @throws {UnreachableError} when no connection is to be had.
   * @throws {DatabaseError} when the database goes away or refuses it.
   */
  async read<T>(name: string, query: (db: Kysely<PipelineDatabase>) => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      if (this.target === 'risingwave') return await query(this.#db);
      return await this.#db
        .transaction()
        .setAccessMode('read only')
        .setIsolationLevel('repeatable read')
        .execute(async (transaction) => {
          await sql`set local statement_timeout = ${sql.lit(this.#timeoutMs)}`.execute(transaction);
          return query(transaction);
        });
    } catch (error) {
      if (error instanceof DatabaseConnectionError) throw new UnreachableError(error);
      throw this.#isTimeout(error, performance.now() - start)
        ? new QueryTimeoutError(this.#timeoutMs, error)
        : new DatabaseError(error);
    } finally {
      this.#onQuery(name, (performance.now() - start) / 1000);
    }
  }

  /** Gives up what is being read, and closes all connections. */
  close(): Promise<void> {
    this.#closing = true;
    for (const client of this.#inUse.keys()) giveUp(client);
    return this.#db.destroy();
  }

  #isTimeout(error: unknown, tookMs: number): boolean {
    if (!(error instanceof Error)) return false;
    if ('code' in error && error.code === QUERY_CANCELED) return true;
    // Nothing else takes that long.
    return tookMs >= this.#timeoutMs;
  }
}

/** Closes a connection at once, whatever runs on it; the pool makes another. */
function giveUp(client: pg.PoolClient): void {
  (client as unknown as pg.Client).end().catch(() => undefined);
}
