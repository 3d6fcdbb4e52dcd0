import { sql, type Kysely } from 'kysely';
import { WrongTargetError } from '../errors.js';
import type { Target } from '../target.js';

/**
 * Makes sure that the server is what it is said to be, and returns its version text.
 *
 * @throws {WrongTargetError} otherwise.
 * @throws {DatabaseConnectionError} when it cannot be reached.
 */
export async function checkTarget<DB>(db: Kysely<DB>, target: Target): Promise<string> {
  // RisingWave answers e.g. `PostgreSQL 13.14.0-RisingWave-3.0.3 (…)`.
  const { rows } = await sql<{ version: string }>`select version() as version`.execute(db);
  const version = rows[0]?.version ?? '';
  const found: Target = /risingwave/i.test(version) ? 'risingwave' : 'postgres';
  if (found !== target) throw new WrongTargetError(target, found, version);
  return version;
}
