import type { PostgresDialectConfig } from 'kysely';

/** Configuration of {@link RisingwaveDialect}: a `pg` pool, as for Kysely's own PostgresDialect. */
export type RisingwaveDialectConfig = Omit<PostgresDialectConfig, 'cursor'>;
