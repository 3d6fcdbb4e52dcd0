import { fork, type ChildProcess } from 'node:child_process';

/** A forked process and the first message it sent. */
export interface Child<T> {
  readonly process: ChildProcess;
  readonly ready: T;
  stop(): Promise<void>;
}

/** Starts a script and waits until it says that it is ready. */
export async function startChild<T>(
  script: URL,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Child<T>> {
  const child = fork(script, [...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = await new Promise<T>((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`${script.pathname} ended with ${code}`)));
  });
  return {
    process: child,
    ready,
    async stop() {
      child.kill();
      await exited;
    },
  };
}
