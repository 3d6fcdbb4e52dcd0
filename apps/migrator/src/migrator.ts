import { checkTarget, createDatabase, SchemaError } from '@wikistream/risingwave-schema';
import {
  kafkaConnection,
  ServiceError,
  type AppContext,
  type RunningApp,
} from '@wikistream/service-kit';
import type { Command, CommandContext } from './command.js';
import { applyCommand } from './commands/apply.js';
import { destroyCommand } from './commands/destroy.js';
import { driftCommand } from './commands/drift.js';
import { exportDdlCommand } from './commands/export-ddl.js';
import { importDimLanguageCommand } from './commands/import-dim-language.js';
import { planCommand } from './commands/plan.js';
import { statusCommand } from './commands/status.js';
import { typesCommand } from './commands/types.js';
import { loadSchema } from './load-schema.js';
import type { Settings } from './settings.js';
import { confirm } from './terminal/confirm.js';

export const COMMANDS: readonly Command[] = [
  planCommand,
  applyCommand,
  statusCommand,
  driftCommand,
  destroyCommand,
  importDimLanguageCommand,
  exportDdlCommand,
  typesCommand,
];

/** Runs the command the arguments name; the app ends with the command's exit code. */
export async function startMigrator(app: AppContext<Settings>): Promise<RunningApp> {
  const { command, args } = findCommand(app.args);
  app.health.ready('migrator', true, command.words);
  return { done: run(app, command, args) };
}

async function run(
  app: AppContext<Settings>,
  command: Command,
  args: readonly string[],
): Promise<number> {
  const { settings, logger, signal } = app;
  const schema = await loadSchema(settings.schema);
  const db = createDatabase({
    connectionString: settings.databaseUrl,
    target: settings.databaseTarget,
    // The embedded database is one session, and a migrator does one thing at a time.
    maxConnections: 1,
    applicationName: 'wikistream-migrator',
  });
  const people = settings.json ? process.stderr : process.stdout;
  const context: Omit<CommandContext, 'serverVersion'> = {
    settings,
    engine: { target: settings.databaseTarget, kafka: kafkaOptions(settings) },
    schema,
    db,
    logger,
    signal,
    args,
    print: (text) => process.stdout.write(`${text}\n`),
    tell: (text) => people.write(`${text}\n`),
    ask: (question) => confirm(question, people, signal),
  };
  try {
    const serverVersion = command.offline
      ? undefined
      : await checkTarget(db, settings.databaseTarget);
    return await command.run({ ...context, serverVersion });
  } catch (error) {
    // The library's messages say all a user needs; a stack trace would bury them.
    if (error instanceof SchemaError)
      throw new ServiceError('ERR_APP', error.message, { cause: error });
    throw error;
  } finally {
    await db.destroy();
  }
}

function findCommand(words: readonly string[]): { command: Command; args: readonly string[] } {
  for (const command of COMMANDS) {
    const own = command.words.split(' ');
    if (own.every((word, i) => words[i] === word)) {
      return { command, args: words.slice(own.length) };
    }
  }
  const known = COMMANDS.map((command) => command.words).join(', ');
  throw new ServiceError(
    'ERR_APP',
    words.length === 0
      ? `Say what to do: ${known}.`
      : `There is no command "${words.join(' ').slice(0, 80)}". Known: ${known}.`,
  );
}

function kafkaOptions(settings: Settings) {
  const { brokers, sasl } = kafkaConnection(settings);
  return {
    brokers: settings.risingwaveBrokers ?? brokers,
    clientId: 'wikistream-risingwave',
    securityProtocol: settings.securityProtocol,
    ...(sasl ? { sasl } : {}),
  };
}
