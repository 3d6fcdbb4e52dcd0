import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError, type ParentMessage } from '@wikistream/service-kit';

/** One app of the pipeline, as a process of its own. */
export interface StageDefinition {
  readonly name: string;
  /** The app's compiled `main.js`. */
  readonly entry: URL;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** File its output goes to. */
  readonly logFile: string;
}

const RESTARTS_IN_A_ROW = 5;
const HEALTHY_AFTER_MS = 30_000;
const REMEMBERED_OUTPUT = 4_000;
/** What sets the port of an address an app announces. */
const PORT_VARIABLES: Readonly<Record<string, string>> = {
  listening: 'HEALTH_PORT',
  simulator: 'SIMULATOR_PORT',
  dashboard: 'DASHBOARD_PORT',
};

/**
 * Keeps one app running: starts it, learns its addresses, restarts it when it crashes and stops it
 * within a deadline.
 */
export class Stage {
  readonly name: string;
  readonly #definition: StageDefinition;
  readonly #addresses = new Map<string, string>();
  #child: ChildProcess | undefined;
  #log: WriteStream | undefined;
  #lastOutput = '';
  #stopping = false;
  #restarts = 0;
  #failed: (error: Error) => void = () => {};
  /** Rejects when the app cannot be kept running. Never resolves. */
  readonly failed: Promise<never>;

  constructor(definition: StageDefinition) {
    this.name = definition.name;
    this.#definition = definition;
    this.failed = new Promise((_, reject) => (this.#failed = reject));
    // Whoever supervises looks at it; until then it is not an unhandled rejection.
    this.failed.catch(() => {});
  }

  /** How often the app was started again after a crash. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Address of the app's health server, once it has told. */
  get healthUrl(): string | undefined {
    return this.#addresses.get('listening');
  }

  /** Starts the app and resolves when it has announced its address of the given kind. */
  async start(announces = 'listening'): Promise<string> {
    this.#log = createWriteStream(this.#definition.logFile);
    void this.#keepRunning();
    const announced = new Promise<string>((resolve) => {
      const check = () => {
        const url = this.#addresses.get(announces);
        if (url) resolve(url);
        else this.#onAddress = check;
      };
      check();
    });
    return Promise.race([announced, this.failed]);
  }

  /** Runs the app to its end, e.g. a migration. Rejects unless it exits with 0. */
  async runOnce(): Promise<void> {
    this.#log = createWriteStream(this.#definition.logFile);
    const code = await this.#run();
    if (code !== 0) throw this.#crashed(code);
  }

  /** Asks the app to stop, and kills it when it has not within `deadlineMs`. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
      await exited;
      clearTimeout(late);
    }
    this.#log?.end();
  }

  #onAddress: () => void = () => {};

  async #keepRunning(): Promise<void> {
    let inARow = 0;
    for (;;) {
      const startedAt = performance.now();
      const code = await this.#run();
      if (this.#stopping) return;
      inARow = performance.now() - startedAt > HEALTHY_AFTER_MS ? 1 : inARow + 1;
      // An app that never got as far as listening is misconfigured; starting it again will not help.
      if (this.#addresses.size === 0 || inARow > RESTARTS_IN_A_ROW) {
        this.#failed(this.#crashed(code));
        return;
      }
      this.#restarts += 1;
      await delay(250 * 2 ** inARow);
      if (this.#stopping) return;
    }
  }

  async #run(): Promise<number> {
    const { entry, args = [], env } = this.#definition;
    const child = fork(entry, [...args], {
      env: { ...inheritedEnvironment(), ...env, ...this.#knownPorts() },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Out of the terminal's process group: Ctrl-C reaches this supervisor alone, which stops the
      // apps in order.
      detached: true,
    });
    this.#child = child;
    const keep = (chunk: Buffer) => {
      this.#log?.write(chunk);
      this.#lastOutput = (this.#lastOutput + chunk.toString('utf8')).slice(-REMEMBERED_OUTPUT);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('message', (message) => {
      const { type, url } = message as ParentMessage;
      this.#addresses.set(type, url);
      this.#onAddress();
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? 1;
  }

  /** Others were told where the app is: it stays there when it is started again. */
  #knownPorts(): Record<string, string> {
    return Object.fromEntries(
      [...this.#addresses].flatMap(([announced, url]) => {
        const variable = PORT_VARIABLES[announced];
        const { port } = new URL(url);
        return variable && port ? [[variable, port]] : [];
      }),
    );
  }

  #crashed(code: number): ServiceError {
    const said = this.#lastOutput.trim().split('\n').slice(-6).join('\n');
    return new ServiceError(
      'ERR_APP',
      `The ${this.name} stopped with exit code ${code} and cannot be kept running. It said last:\n${said}\nIts whole output is in ${this.#definition.logFile}.`,
    );
  }
}

/** What the apps inherit: the machine's environment, not this program's settings for itself. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  const { HEALTH_PORT, HEALTH_HOST, ...rest } = process.env;
  return rest;
}
