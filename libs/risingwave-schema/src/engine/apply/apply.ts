import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Schema } from '../../definition/schema.js';
import { withSecrets } from '../../ddl/compile-schema.js';
import { knownSecrets } from '../../ddl/secret-values.js';
import type { ApplyContext, ApplyOptions, ApplyResult } from './apply-options.js';
import { applyPostgres } from './apply-postgres.js';
import { applyRisingwave } from './apply-risingwave.js';
import { Session } from '../database/session.js';

/**
 * Brings the database to the state the schema defines. Views are replaced without a moment in which a
 * reader finds them missing; an interrupted run is finished by the next one.
 *
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
  const context: ApplyContext = {
    schema,
    target: options.target,
    options,
    allowDestructive: options.allowDestructive ?? false,
    lockTimeout: options.lockTimeout ?? 30_000,
    progress: async (progress) => options.onProgress?.(progress),
    pause: async (milliseconds) => {
      await sleep(milliseconds, undefined, options.signal ? { signal: options.signal } : {});
    },
    signal: options.signal,
  };
  const secrets = knownSecrets(schema.definitions, withSecrets(options));
  const session = new Session(db as unknown as Kysely<unknown>, secrets, async (statement) => {
    options.signal?.throwIfAborted();
    await options.onStatement?.(statement);
  });
  return options.target === 'postgres'
    ? applyPostgres(session, context)
    : applyRisingwave(session, context);
}
