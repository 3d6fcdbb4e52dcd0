import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../../../apps/migrator/dist/main.js', import.meta.url));

/** How a migrator ended. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running migrator. */
export interface MigratorProcess {
  readonly child: ChildProcess;
  readonly done: Promise<Outcome>;
}

/** Environment of a migrator that works on a PostgreSQL. */
export type MigratorEnvironment = Readonly<Record<string, string>> & {
  readonly DATABASE_URL: string;
};

/** Starts the built migrator, as a user does; nothing of this process's environment gets in. */
export function startMigrator(
  args: readonly string[],
  environment: MigratorEnvironment,
): MigratorProcess {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: {
      PATH: process.env.PATH,
      DATABASE_TARGET: 'postgres',
      LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const done = once(child, 'close').then(([code, signal]): Outcome => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout,
    stderr,
  }));
  return { child, done };
}

/** Runs a migrator to its end. */
export function migrator(
  args: readonly string[],
  environment: MigratorEnvironment,
): Promise<Outcome> {
  return startMigrator(args, environment).done;
}
