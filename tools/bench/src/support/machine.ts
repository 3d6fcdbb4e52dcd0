import { cpus, loadavg, totalmem } from 'node:os';

/** The machine in a few words. */
export function machine(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${gigabytes} GB, Node ${process.version}`;
}

/** Processes that wanted to run during the last minute, on average. */
export const load = (): string => (loadavg()[0] ?? 0).toFixed(2);

/** A number without decimals, thousands apart. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
