import { Command, Option } from 'commander';
import type { TObject } from 'typebox';
import { sourceOf, type SettingSource } from './setting.js';

/** What the command line and `--help` need to know about an app. */
export interface CommandLine {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  /** Positional arguments, e.g. `{ usage: '<command>', description: 'plan | apply | status' }`. */
  readonly positionals?: { readonly usage: string; readonly description: string };
}

/** Raw texts from the command line, by property, and the positional arguments. */
export interface ParsedCommandLine {
  readonly flags: ReadonlyMap<string, string | boolean>;
  readonly args: readonly string[];
}

/**
 * Parses `argv` (without node and script). `--help` and `--version` print and exit the process with
 * 0, an unknown flag with 1.
 */
export function parseCommandLine(
  app: CommandLine,
  settings: TObject,
  argv: readonly string[],
): ParsedCommandLine {
  const command = new Command(app.name)
    .description(app.description)
    .version(app.version)
    .showHelpAfterError('(--help lists every option)')
    .addHelpText('after', environmentHelp(settings));
  if (app.positionals) command.argument(app.positionals.usage, app.positionals.description);
  else command.allowExcessArguments(false);

  const options = new Map<string, Option>();
  for (const [property, schema] of Object.entries(settings.properties)) {
    const source = sourceOf(property, schema);
    if (!source.flag) continue;
    const option = new Option(source.flag, describe(source));
    options.set(property, option);
    command.addOption(option);
  }

  command.parse(argv, { from: 'user' });
  const values = command.opts<Record<string, string | boolean | undefined>>();
  const flags = new Map<string, string | boolean>();
  for (const [property, option] of options) {
    const value = values[option.attributeName()];
    if (value !== undefined) flags.set(property, value);
  }
  return { flags, args: command.args };
}

function describe(source: SettingSource): string {
  const notes = [`env: ${source.env}`];
  if (source.default !== undefined && source.default !== '') {
    notes.push(`default: ${String(source.default)}`);
  }
  return `${source.description} (${notes.join(', ')})`;
}

function environmentHelp(settings: TObject): string {
  const rows = Object.entries(settings.properties)
    .map(([property, schema]) => sourceOf(property, schema))
    .filter((source) => !source.flag)
    .map(
      (source) =>
        `  ${source.env.padEnd(26)} ${describe(source).replace(`env: ${source.env}`, source.secret ? 'secret' : 'environment only')}`,
    );
  return rows.length === 0 ? '' : `\nEnvironment only:\n${rows.join('\n')}`;
}
