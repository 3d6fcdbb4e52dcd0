import type { Kysely } from 'kysely';
import { defineSchema } from '../../definition/schema.js';
import type { ApplyOptions, ApplyResult } from './apply-options.js';
import { runApply } from './run-apply.js';

/**
 * Drops everything the engine made, dependents first, and its own tables last. Objects of others stay,
 * and so does what they read from: the server refuses to drop it.
 *
 * @throws {DestructiveChangeError} unless `allowDestructive` is set, when there are tables.
 */
export async function destroySchema<DB>(
  db: Kysely<DB>,
  options: ApplyOptions,
): Promise<ApplyResult> {
  return runApply(db, defineSchema([]), options, { forget: true });
}
