import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Schema } from '../../definition/schema.js';
import { withSecrets } from '../../ddl/compile-schema.js';
import { knownSecrets } from '../../ddl/secret-values.js';
import { Session } from '../database/session.js';
import type { ApplyContext, ApplyOptions, ApplyResult } from './apply-options.js';
import { applyPostgres } from './apply-postgres.js';
import { applyRisingwave } from './apply-risingwave.js';

/** Applies a schema; with `forget`, takes the engine's own tables away once nothing is left to remember. */
export async function runApply<DB>(
  db: Kysely<DB>,
  schema: Schema,
  options: ApplyOptions,
  { forget }: { readonly forget: boolean },
): Promise<ApplyResult> {
  const context: ApplyContext = {
    schema,
    target: options.target,
    options,
    forget,
    allowDestructive: options.allowDestructive ?? false,
    lockTimeout: options.lockTimeout ?? 30_000,
    topicTimeout: options.topicTimeout ?? 60_000,
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
