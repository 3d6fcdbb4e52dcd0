import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Gives one process a processor to itself and the others the rest, so that a rate is that of one core.
 * False where this cannot be had: without `taskset`, or with one processor only.
 */
export function giveOneCore(process: number, others: readonly number[]): boolean {
  const [own, ...rest] = allowedProcessors();
  if (own === undefined || rest.length === 0) return false;
  try {
    confine(process, [own]);
    for (const other of others) confine(other, rest);
    return true;
  } catch {
    return false;
  }
}

/** All threads of a process; those it starts later follow. */
function confine(process: number, processors: readonly number[]): void {
  execFileSync('taskset', ['-acp', processors.join(), String(process)], { stdio: 'ignore' });
}

/** Processors this process may run on; none where the system does not tell. */
function allowedProcessors(): number[] {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    return parseProcessors(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '');
  } catch {
    return [];
  }
}

/** Reads a list as the kernel writes it: `0-3,8`. */
export function parseProcessors(list: string): number[] {
  return list
    .split(',')
    .filter((range) => range !== '')
    .flatMap((range) => {
      const [from = NaN, to = from] = range.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, i) => from + i);
    });
}
