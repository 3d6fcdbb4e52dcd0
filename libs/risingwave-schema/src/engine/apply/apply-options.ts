import type { CompileOptions } from '../../ddl/options.js';
import type { Schema } from '../../definition/schema.js';
import type { Target } from '../../target.js';
import type { Change } from '../plan/plan.js';
import type { StatementHook } from '../database/session.js';

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
  /**
   * Milliseconds to wait for another migrator, and on PostgreSQL (5 000 at least) for readers and
   * writers to let go of what changes. Default 30 000.
   */
  readonly lockTimeout?: number;
  /**
   * RisingWave: milliseconds a table made anew over a topic may go without another row before it takes
   * the place of the old one, though that has more. Default 60 000.
   */
  readonly topicTimeout?: number;
  /** On PostgreSQL told once what was done is committed. */
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
  /** Take the engine's own tables away when nothing is left to remember. */
  readonly forget: boolean;
  readonly allowDestructive: boolean;
  readonly lockTimeout: number;
  readonly topicTimeout: number;
  readonly progress: (progress: Progress) => Promise<void>;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly signal: AbortSignal | undefined;
}
