import { spawn } from 'node:child_process';

/** Waits for the process to be gone, which closes its input, and ends it when it is not. */
const WATCH = `
  const pid = process.ppid;
  process.stdin.on('end', () => process.exit()).on('error', () => process.exit()).resume();
  setTimeout(() => { if (process.ppid === pid) process.kill(pid, 'SIGKILL'); process.exit(); }, Number(process.argv[1]));
`;

/**
 * Ends the process with its exit code, or by SIGKILL after `graceMs`: Node.js waits on its way out for
 * calls that run in its thread pool, and a native client's call to a server that is away may take as
 * long as it likes. From within, nothing can end the process then: another one does.
 */
export function leave(graceMs: number, code = process.exitCode): never {
  const watch = spawn(process.execPath, ['-e', WATCH, String(graceMs)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
  });
  watch.on('error', () => undefined);
  watch.unref();
  process.exit(code);
}
