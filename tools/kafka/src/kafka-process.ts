import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BrokerStartError } from './errors.js';
import { answers } from './probe.js';

const LOGGING = fileURLToPath(new URL('../data/log4j2.xml', import.meta.url));
const STOP_MS = 15_000;
const KEPT_OUTPUT = 8_000;
const run = promisify(execFile);

export interface ProcessOptions {
  readonly java: string;
  readonly jars: readonly string[];
  readonly properties: string;
  readonly heap: string;
  readonly host: string;
  readonly port: number;
  readonly startTimeoutMs: number;
}

/** Makes the data folder that of a new cluster; one that is formatted already stays as it is. */
export async function formatStorage(options: ProcessOptions, cluster: string): Promise<void> {
  const args = [...jvm(options), 'kafka.tools.StorageTool', 'format', '--ignore-formatted'];
  try {
    await run(options.java, [...args, '-t', cluster, '-c', options.properties]);
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new BrokerStartError('its storage cannot be formatted', stdout + stderr);
  }
}

/** One run of a node. */
export class KafkaProcess {
  readonly #child: ChildProcess;
  readonly #options: ProcessOptions;
  #output = '';
  readonly exited: Promise<void>;

  constructor(options: ProcessOptions) {
    this.#options = options;
    const args = [...jvm(options), 'kafka.Kafka', options.properties];
    this.#child = spawn(options.java, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    this.exited = once(this.#child, 'exit').then(() => undefined);
    process.on('exit', this.#killWithParent);
    void this.exited.finally(() => process.off('exit', this.#killWithParent));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The last that it printed. */
  get output(): string {
    return this.#output;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when clients can work with the broker. */
  async ready(): Promise<void> {
    const { host, port, startTimeoutMs } = this.#options;
    const deadline = Date.now() + startTimeoutMs;
    while (!(await answers(host, port))) {
      if (!this.running) throw new BrokerStartError('the process ended', this.#output);
      if (Date.now() > deadline) {
        await this.kill();
        const seconds = startTimeoutMs / 1000;
        throw new BrokerStartError(`no answer within ${seconds} s`, this.#output);
      }
      await delay(100);
    }
  }

  /** Ends the node in good order, within 15 seconds. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.#child.kill('SIGTERM');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
    await this.exited;
    clearTimeout(late);
  }

  /** Ends the node at once, as a power cut does. */
  async kill(): Promise<void> {
    if (!this.running) return;
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  readonly #killWithParent = () => void this.#child.kill('SIGKILL');
}

const jvm = ({ heap, jars }: ProcessOptions): string[] => [
  `-Xmx${heap}`,
  `-Xms${heap}`,
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  `-Dlog4j2.configurationFile=${LOGGING}`,
  '-cp',
  jars.join(process.platform === 'win32' ? ';' : ':'),
];
