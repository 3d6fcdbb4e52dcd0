import type {
  DatabaseIntrospector,
  Dialect,
  DialectAdapter,
  Driver,
  Kysely,
  QueryCompiler,
} from 'kysely';
import { RisingwaveAdapter } from './risingwave-adapter.js';
import type { RisingwaveDialectConfig } from './risingwave-dialect-config.js';
import { RisingwaveDriver } from './risingwave-driver.js';
import { RisingwaveIntrospector } from './risingwave-introspector.js';
import { RisingwaveQueryCompiler } from './risingwave-query-compiler.js';

/**
 * Kysely dialect for RisingWave over `pg`.
 *
 * ```ts
 * const db = new Kysely<Database>({
 *   dialect: new RisingwaveDialect({ pool: new pg.Pool({ connectionString }) }),
 * });
 * ```
 *
 * What RisingWave lacks fails here with an {@link UnsupportedFeatureError} instead of being ignored
 * by the server: write transactions, savepoints, `ON CONFLICT`, row locks.
 */
export class RisingwaveDialect implements Dialect {
  readonly #config: RisingwaveDialectConfig;

  constructor(config: RisingwaveDialectConfig) {
    this.#config = config;
  }

  createDriver(): Driver {
    return new RisingwaveDriver(this.#config);
  }

  createQueryCompiler(): QueryCompiler {
    return new RisingwaveQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new RisingwaveAdapter();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new RisingwaveIntrospector(db);
  }
}
