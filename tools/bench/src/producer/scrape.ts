/** A reading of the producer's own metrics. */
export interface Reading {
  readonly at: number;
  readonly read: number;
  readonly produced: number;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly missing: number;
}

const NAMES = {
  read: 'wikistream_producer_events_read_total',
  produced: 'wikistream_producer_articles_produced_total',
  cpuSeconds: 'process_cpu_seconds_total',
  residentBytes: 'process_resident_memory_bytes',
  missing: 'wikistream_producer_events_missing',
} as const;

/** Reads `/metrics` of an app. */
export async function scrape(base: string): Promise<Reading> {
  const text = await (await fetch(new URL('/metrics', base))).text();
  const value = (name: string): number => {
    const [, found] = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text) ?? [];
    return found === undefined ? 0 : Number(found);
  };
  return {
    at: performance.now(),
    read: value(NAMES.read),
    produced: value(NAMES.produced),
    cpuSeconds: value(NAMES.cpuSeconds),
    residentBytes: value(NAMES.residentBytes),
    missing: value(NAMES.missing),
  };
}
