import { fork } from 'node:child_process';
import { once } from 'node:events';
import { BEGIN } from './recording.js';

const PRODUCER = new URL('../../../../apps/producer/dist/main.js', import.meta.url);

/** A producer as a process of its own. */
export interface ProducerProcess {
  /** What it has logged, at level `error` and above unless `LOG_LEVEL` says otherwise. */
  readonly log: string;
  /** Its exit code; undefined while it runs, null when a signal ended it. */
  readonly exitCode: number | null | undefined;
  /** Stops it where it is, as a machine that is put to sleep does; `SIGCONT` wakes it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Sends a signal and waits for the process to end; resolves to its exit code. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

/** Starts a producer that reads from the beginning of the recording unless it has a cursor. */
export function startProducer(env: NodeJS.ProcessEnv): ProducerProcess {
  const child = fork(PRODUCER, [], {
    env: {
      ...process.env,
      CONTACT: 'https://localhost/e2e',
      PRODUCER_SINCE: new Date(BEGIN).toISOString(),
      PRODUCER_COMMIT_INTERVAL_MS: '100',
      HEALTH_PORT: '0',
      LOG_LEVEL: 'error',
      LOG_FORMAT: 'json',
      ...env,
    },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let log = '';
  let exitCode: number | null | undefined;
  for (const output of [child.stdout, child.stderr]) {
    output?.setEncoding('utf8').on('data', (text: string) => (log += text));
  }
  const ended = once(child, 'close') as Promise<[number | null]>;
  void ended.then(([code]) => (exitCode = code));
  return {
    get log() {
      return log;
    },
    get exitCode() {
      return exitCode;
    },
    signal: (signal) => void child.kill(signal),
    async end(signal) {
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}
