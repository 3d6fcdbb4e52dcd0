import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Schema } from '../definition/schema.js';
import { withSecrets } from '../ddl/compile-schema.js';
import type { CompileOptions } from '../ddl/options.js';
import { knownSecrets } from '../ddl/secret-values.js';
import type { Target } from '../target.js';
import { applyPostgres } from './apply-postgres.js';
import { applyRisingwave } from './apply-risingwave.js';
import type { Change } from './plan.js';
import { Session, type StatementHook } from './session.js';

/** What is happening to an object right now. */
export interface Progress {
  readonly object: string;
  readonly action: Change['action'] | 'build' | 'swap' | 'retire';
  /** How much of the existing data a view has taken in, in RisingWave's own words, e.g. `42.1%`. */
  readonly backfill?: string;
}

export interface EngineOptions extends CompileOptions {
  readonly target: Target;
}

export interface ApplyOptions extends EngineOptions {
  /** Drop tables, columns and their data when the definitions say so. Default false. */
  readonly allowDestructive?: boolean;
  /** Milliseconds to wait for another migrator. Default 30 000. */
  readonly lockTimeout?: number;
  readonly onProgress?: (progress: Progress) => void | Promise<void>;
  /** Called before each statement; throwing stops the run there. */
  readonly onStatement?: StatementHook;
  readonly signal?: AbortSignal;
}

export interface ApplyResult {
  /** What was done, in the order of the plan. */
  readonly changes: readonly Change[];
}

/** Options with their defaults, as the two ways to apply want them. */
export interface ApplyContext {
  readonly schema: Schema;
  readonly target: Target;
  readonly options: CompileOptions;
  readonly allowDestructive: boolean;
  readonly lockTimeout: number;
  readonly progress: (progress: Progress) => Promise<void>;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Brings the database to the state the schema defines. Views are replaced without a moment in which a
 * reader finds them missing; an interrupted run is finished by the next one.
 *
 * @throws {DestructiveChangeError} when data would be lost and `allowDestructive` is not set.
 * @throws {UnmanagedObjectError} when a wanted name is taken by an object that is not ours.
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
