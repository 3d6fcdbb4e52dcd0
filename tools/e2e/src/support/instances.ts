import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { settledWithin } from './settled-within.js';

/** An app has ten seconds for its work and some more for its connections. */
const STOP_MS = 20_000;
/** Lines kept of what each process says, and of what those say that have ended. */
const LINES = 60;
const FORMER = 4;

interface Instance {
  readonly name: string;
  readonly child: ChildProcess;
  readonly lines: string[];
}

type Exit = readonly [code: number | null, signal: NodeJS.Signals | null];

/** Processes of one app that share its work: killed, stopped and started while they are at it. */
export class Instances {
  readonly #app: string;
  readonly #main: URL;
  readonly #env: NodeJS.ProcessEnv;
  readonly #running: Instance[] = [];
  readonly #former: Instance[] = [];
  #started = 0;
  kills = 0;
  gracefulStops = 0;
  /** Stops that a process cut off by itself in the end, as it does when brokers do not answer. */
  cutOff = 0;
  /** Processes that ended without being asked to, or not with 0 after a request, or not at all. */
  readonly surprises: string[] = [];

  /** @param app the app's name, a folder of `apps/` */
  constructor(app: string, env: NodeJS.ProcessEnv) {
    this.#app = app;
    this.#main = new URL(`../../../../apps/${app}/dist/main.js`, import.meta.url);
    this.#env = {
      ...process.env,
      HEALTH_PORT: '0',
      LOG_LEVEL: 'info',
      LOG_FORMAT: 'json',
      ...env,
    };
  }

  start(): void {
    this.#started += 1;
    const child = fork(this.#main, [], {
      env: this.#env,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const instance: Instance = { name: `${this.#app} ${this.#started}`, child, lines: [] };
    const keep = (chunk: Buffer) => {
      instance.lines.push(...chunk.toString().split('\n').filter(Boolean));
      instance.lines.splice(0, instance.lines.length - LINES);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.#running.push(instance);
    child.once('exit', (code, signal) => {
      const at = this.#running.indexOf(instance);
      if (at < 0) return;
      this.#running.splice(at, 1);
      this.#former.push(instance);
      this.surprises.push(`${instance.name} ended by itself: ${code ?? signal}`);
    });
  }

  /** Kills the instance that has been running longest, as a power cut does. */
  async kill(): Promise<void> {
    this.kills += 1;
    const instance = this.#shift();
    if (instance) await end(instance, 'SIGKILL');
  }

  /** Asks the instance that has been running longest to stop. */
  async stop(): Promise<void> {
    const instance = this.#shift();
    if (!instance) return;
    this.gracefulStops += 1;
    const ended = end(instance, 'SIGTERM');
    if (!(await settledWithin(ended, STOP_MS))) {
      this.surprises.push(
        `${instance.name} still ran ${STOP_MS / 1000} s after it was asked to stop`,
      );
      instance.child.kill('SIGKILL');
      await ended;
      return;
    }
    const [code, signal] = await ended;
    if (signal === 'SIGKILL') {
      this.cutOff += 1;
      return;
    }
    // Before it has begun to listen for signals, the signal itself ends it.
    if (code !== 0 && signal !== 'SIGTERM') {
      this.surprises.push(`${instance.name} ended with ${code ?? signal} when asked to stop`);
    }
  }

  async stopAll(): Promise<void> {
    while (this.#running.length > 0) await this.stop();
  }

  killAll(): void {
    for (const instance of this.#running.splice(0)) {
      this.#former.push(instance);
      instance.child.kill('SIGKILL');
    }
  }

  /** The last that the running processes and those before them said. */
  report(): string {
    return [...this.#former.slice(-FORMER), ...this.#running]
      .map(({ name, lines }) => `--- ${name}\n${lines.join('\n')}`)
      .join('\n');
  }

  #shift(): Instance | undefined {
    const instance = this.#running.shift();
    if (instance) {
      this.#former.push(instance);
      this.#former.splice(0, this.#former.length - FORMER);
    }
    return instance;
  }
}

async function end({ child }: Instance, signal: NodeJS.Signals): Promise<Exit> {
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  child.kill(signal);
  return ended;
}
