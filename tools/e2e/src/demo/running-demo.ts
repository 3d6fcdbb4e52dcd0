import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '../support/until.js';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** `npm start`, as a user at a shell runs it. */
export interface RunningDemo {
  /** Everything printed so far. */
  output(): string;
  /** The first match in the output of a pattern with one group; fails when the program ends without it. */
  printed(pattern: RegExp): Promise<string>;
  /** Presses Ctrl-C: the terminal sends SIGINT to every process of the job. */
  interrupt(): void;
  /** Resolves to the exit code. */
  readonly exited: Promise<number>;
  /** Ends whatever is left of it. */
  kill(): void;
}

/** Runs `npm start -- <args>` in a process group of its own. */
export function npmStart(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningDemo {
  const child = spawn('npm', ['start', '--silent', '--', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  let ended = false;
  const collect = (chunk: Buffer) => (output += chunk.toString('utf8'));
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const exited = once(child, 'close').then(([code]) => {
    ended = true;
    return (code as number | null) ?? 1;
  });
  const signal = (name: NodeJS.Signals) => {
    if (child.pid === undefined || ended) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // The group is gone already.
    }
  };
  return {
    output: () => output,
    printed: async (pattern) =>
      until(
        `the output has ${pattern}`,
        () => {
          const found = pattern.exec(output)?.[1];
          if (!found && ended) throw new Error(`It ended without ${pattern}:\n${output}`);
          return found;
        },
        120_000,
      ),
    interrupt: () => signal('SIGINT'),
    exited,
    kill: () => signal('SIGKILL'),
  };
}
