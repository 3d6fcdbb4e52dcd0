import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '../support/until.js';

const FOLDER = fileURLToPath(new URL('../../../../infra/superset/', import.meta.url));

/** `npx nx run superset:serve`, on a port of its own. */
export interface RunningSuperset {
  readonly url: string;
  /** Everything printed until it answered. */
  readonly output: string;
  stop(): Promise<void>;
}

/** Starts Superset on a folder for its state; the first start on a machine installs it from PyPI. */
export async function startSuperset(state: string): Promise<RunningSuperset> {
  const child = spawn('python3', ['serve.py', '--port', '0', '--state', state], {
    cwd: FOLDER,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  const exited = once(child, 'exit');
  let ended = false;
  void exited.then(() => (ended = true));
  const url = await until(
    'Superset answers',
    async () => {
      if (ended) throw new Error(`Superset ended:\n${output}\n${log}`);
      const address = /^Superset: (http:\S+)$/m.exec(output)?.[1];
      if (!address) return false;
      const healthy = await fetch(`${address}/health`).catch(() => undefined);
      return healthy?.ok && address;
    },
    600_000,
  );
  return {
    url,
    output,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** `npx nx run superset:import`; resolves to what it printed. */
export async function importAssets(
  url: string,
  password: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const { code, output } = await run('import_assets.py', url, password, env);
  if (code !== 0) throw new Error(`The import ended with exit code ${code}:\n${output}`);
  return output;
}

/** `npx nx run superset:check`. */
export function checkCharts(
  url: string,
  password: string,
): Promise<{ readonly code: number | null; readonly output: string }> {
  return run('check_charts.py', url, password);
}

async function run(
  script: string,
  url: string,
  password: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn('python3', [script, '--url', url], {
    cwd: FOLDER,
    env: { ...process.env, SUPERSET_PASSWORD: password, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}
