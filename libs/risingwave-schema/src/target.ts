/** A database the definitions compile to. `postgres` covers PostgreSQL 15+ and PGlite. */
export type Target = 'risingwave' | 'postgres';
