import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Processes of one app that share its work: killed, stopped and started while they are at it. */
export class Instances {
  readonly #main: URL;
  readonly #env: NodeJS.ProcessEnv;
  readonly #running: ChildProcess[] = [];
  kills = 0;
  gracefulStops = 0;
  /** Processes that ended without being asked to, or not with 0 after a request. */
  readonly surprises: string[] = [];

  /** @param app the app's name, a folder of `apps/` */
  constructor(app: string, env: NodeJS.ProcessEnv) {
    this.#main = new URL(`../../../../apps/${app}/dist/main.js`, import.meta.url);
    this.#env = {
      ...process.env,
      HEALTH_PORT: '0',
      LOG_LEVEL: 'error',
      ...env,
    };
  }

  start(): void {
    const child = fork(this.#main, [], {
      env: this.#env,
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#running.push(child);
    child.once('exit', (code, signal) => {
      const at = this.#running.indexOf(child);
      if (at < 0) return;
      this.#running.splice(at, 1);
      this.surprises.push(`ended by itself: ${code ?? signal}`);
    });
  }

  /** Kills the instance that has been running longest, as a power cut does. */
  async kill(): Promise<void> {
    this.kills += 1;
    await this.#end('SIGKILL');
  }

  /** Asks the instance that has been running longest to stop. */
  async stop(): Promise<void> {
    this.gracefulStops += 1;
    const [code, signal] = await this.#end('SIGTERM');
    // Before it has begun to listen for signals, the signal itself ends it.
    if (code !== 0 && signal !== 'SIGTERM') {
      this.surprises.push(`ended with ${code ?? signal} when asked to stop`);
    }
  }

  async stopAll(): Promise<void> {
    while (this.#running.length > 0) await this.stop();
  }

  killAll(): void {
    for (const child of this.#running.splice(0)) child.kill('SIGKILL');
  }

  async #end(
    signal: 'SIGKILL' | 'SIGTERM',
  ): Promise<readonly [number | null, NodeJS.Signals | null]> {
    const child = this.#running.shift();
    if (!child) return [0, null];
    const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    child.kill(signal);
    return ended;
  }
}
