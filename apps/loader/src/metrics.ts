import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** The loader's own metrics. */
export interface LoaderMetrics {
  readonly rows: Counter<'table'>;
  readonly deadLetters: Counter<'table'>;
  readonly expired: Counter<'table'>;
  readonly transactionSeconds: Histogram<'table'>;
}

export function loaderMetrics(register: Registry): LoaderMetrics {
  const registers = [register];
  const labelNames = ['table'] as const;
  return {
    rows: new Counter({
      name: 'wikistream_loader_rows_total',
      help: 'Rows written, inserted or replaced',
      labelNames,
      registers,
    }),
    deadLetters: new Counter({
      name: 'wikistream_loader_dead_letters_total',
      help: 'Records that do not match their topic, sent to its dead-letter topic',
      labelNames,
      registers,
    }),
    expired: new Counter({
      name: 'wikistream_loader_expired_records_total',
      help: 'Records Kafka deleted before they were loaded (retention), at most',
      labelNames,
      registers,
    }),
    transactionSeconds: new Histogram({
      name: 'wikistream_loader_transaction_seconds',
      help: 'Duration of a database transaction',
      labelNames,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
  };
}

/** Gauges read when scraped, one value per table. */
export function loaderGauges(
  register: Registry,
  read: () => Iterable<{ table: string; lag: number; behindSeconds: number | undefined }>,
): void {
  const lag = new Gauge({
    name: 'wikistream_loader_lag_records',
    help: 'Records in the topic that are not in the table yet',
    labelNames: ['table'] as const,
    registers: [register],
    collect() {
      for (const { table, lag } of read()) this.set({ table }, lag);
    },
  });
  const behind = new Gauge({
    name: 'wikistream_loader_behind_seconds',
    help: 'Age of the newest loaded record, by the time it was written to Kafka',
    labelNames: ['table'] as const,
    registers: [register],
    collect() {
      for (const { table, behindSeconds } of read()) {
        if (behindSeconds !== undefined) this.set({ table }, behindSeconds);
      }
    },
  });
  void [lag, behind];
}
