import type { Kysely } from 'kysely';
import type { Schema } from '../../definition/schema.js';
import type { ApplyOptions, ApplyResult } from './apply-options.js';
import { runApply } from './run-apply.js';

/**
 * Brings the database to the state the schema defines. Views are replaced without a moment in which a
 * reader finds them missing; an interrupted run is finished by the next one.
 *
 * @throws {DefinitionError} when a name is to become an object of another kind.
 * @throws {DestructiveChangeError} when data would be lost and `allowDestructive` is not set.
 * @throws {UnmanagedObjectError} when a wanted name is taken by an object that is not ours.
 * @throws {BlockedError} when others keep what changes in use all that time (PostgreSQL).
 * @throws {LockedError} when another migrator is at work for longer than `lockTimeout`.
 * @throws {MissingOptionError} when the value of a new secret or the way to Kafka is not given.
 * @throws {StatementError} when the server refuses a statement.
 */
export async function applySchema<DB>(
  db: Kysely<DB>,
  schema: Schema,
  options: ApplyOptions,
): Promise<ApplyResult> {
  return runApply(db, schema, options, { forget: false });
}
