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
  /** What the server says it is; nothing for a command that needs no database. */
  readonly serverVersion: string | undefined;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Positional arguments after the command's own words. */
  readonly args: readonly string[];
  /** Writes a result to standard output. */
  readonly print: (text: string) => void;
  /** Tells people what is going on: on standard output, unless that is JSON for a program to read. */
  readonly tell: (text: string) => void;
  /** Asks people, where it tells them. */
  readonly ask: (question: string) => Promise<boolean>;
}

/** A command of the migrator; resolves to the process's exit code. */
export interface Command {
  /** The words that call it, e.g. `import dim-language`. */
  readonly words: string;
  /** Set when it works without a database. */
  readonly offline?: boolean;
  readonly run: (context: CommandContext) => Promise<number>;
}
