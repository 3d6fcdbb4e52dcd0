import type { EngineOptions, PipelineDatabase, Schema } from '@wikistream/risingwave-schema';
import type { Logger } from '@wikistream/service-kit';
import type { Kysely } from 'kysely';
import type { Settings } from './settings.js';

/** What a command works with. */
export interface CommandContext {
  readonly settings: Settings;
  readonly engine: EngineOptions;
  readonly schema: Schema;
  /** Connects on the first query. */
  readonly db: Kysely<PipelineDatabase>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Positional arguments after the command's own words. */
  readonly args: readonly string[];
  /** Writes to standard output. */
  readonly print: (text: string) => void;
}

/** A command of the migrator; resolves to the process's exit code. */
export interface Command {
  /** The words that call it, e.g. `import dim-language`. */
  readonly words: string;
  readonly run: (context: CommandContext) => Promise<number>;
}
