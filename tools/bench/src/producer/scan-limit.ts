import { startChild } from '../support/child.js';
import type { ScanResult } from './scan.js';
import { startSource } from './source-process.js';

/** How fast the same stream can be read over the same connection by whoever only looks for frames. */
export interface ScanLimit {
  readonly eventsPerSecond: number;
  readonly eventsPerCpuSecond: number;
}

export async function measureScanLimit(share: number, events: number): Promise<ScanLimit> {
  const source = await startSource(share, events);
  try {
    const scan = await startChild<ScanResult>(new URL('scan.js', import.meta.url), [
      source.ready.url,
      String(events),
    ]);
    await scan.stop();
    const { events: found, seconds, cpuSeconds } = scan.ready;
    return { eventsPerSecond: found / seconds, eventsPerCpuSecond: found / cpuSeconds };
  } finally {
    await source.stop();
  }
}
