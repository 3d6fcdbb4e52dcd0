import { readMetrics } from '../support/metrics.js';

/** A reading of the producer's own metrics. */
export interface Reading {
  readonly at: number;
  readonly read: number;
  readonly produced: number;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly missing: number;
}

/** Reads them. */
export async function scrape(base: string): Promise<Reading> {
  const value = await readMetrics(base);
  return {
    at: performance.now(),
    read: value('wikistream_producer_events_read_total'),
    produced: value('wikistream_producer_articles_produced_total'),
    cpuSeconds: value('process_cpu_seconds_total'),
    residentBytes: value('process_resident_memory_bytes'),
    missing: value('wikistream_producer_events_missing'),
  };
}
