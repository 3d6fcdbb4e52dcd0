import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ServerStartError } from './errors.js';

const STOP_MS = 10_000;
const KEPT_OUTPUT = 8_000;

export interface ProcessOptions {
  readonly file: string;
  readonly host: string;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  readonly startTimeoutMs: number;
}

/** One run of the server, and of the processes it starts for its models. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #options: ProcessOptions;
  #output = '';
  readonly exited: Promise<void>;

  constructor(options: ProcessOptions) {
    this.#options = options;
    // A group of its own, so that models end with the server even when that is killed.
    this.#child = spawn(options.file, ['serve'], {
      env: options.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    this.exited = once(this.#child, 'exit').then(() => undefined);
    process.on('exit', this.#killGroup);
    void this.exited.finally(() => process.off('exit', this.#killGroup));
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when the server answers. */
  async ready(): Promise<void> {
    const { host, port, startTimeoutMs } = this.#options;
    const deadline = Date.now() + startTimeoutMs;
    while (!(await answers(`http://${host}:${port}/api/version`))) {
      if (!this.running) throw new ServerStartError('the process ended', this.#output);
      if (Date.now() > deadline) {
        await this.kill();
        const seconds = startTimeoutMs / 1000;
        throw new ServerStartError(`no answer within ${seconds} s`, this.#output);
      }
      await delay(50);
    }
  }

  /** Ends the server in good order, within 10 seconds. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.#child.kill('SIGTERM');
    const late = setTimeout(this.#killGroup, STOP_MS);
    await this.exited;
    clearTimeout(late);
    this.#killGroup();
  }

  /** Ends the server and its models at once. */
  async kill(): Promise<void> {
    if (!this.running) return;
    this.#killGroup();
    await this.exited;
  }

  readonly #killGroup = () => {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // All of the group have ended.
    }
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
