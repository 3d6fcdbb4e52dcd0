import type { StreamStats } from '@wikistream/wiki-events';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const PREFIX = 'wikistream_producer_';

/** The producer's metrics. Those of the stream are read off its running totals when scraped. */
export function producerMetrics(
  registry: Registry,
  stats: Readonly<StreamStats>,
  live: () => number,
) {
  const registers = [registry];
  const total = (name: string, help: string, value: () => number): void => {
    new Counter({
      name: `${PREFIX}${name}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  };
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name: `${PREFIX}${name}`,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  };

  total('events_read', 'Events received, wanted or not', () => stats.read);
  total(
    'events_skipped',
    'Events told to be of no interest by their bytes alone',
    () => stats.skipped,
  );
  total('events_selected', 'Events that passed the filter', () => stats.selected);
  total('duplicates', 'Events received again and dropped', () => stats.duplicates);
  total('canaries', 'Synthetic events dropped', () => stats.canaries);
  total('received_bytes', 'Bytes received from EventStreams', () => stats.bytes);
  total('gaps', 'Stretches of the stream declared lost', () => stats.gaps);
  gauge(
    'events_missing',
    'Events missing since the start, by the continuity of offsets',
    () => stats.missing,
  );
  gauge('behind_live_seconds', 'Age of the latest event read', live);
  new Counter({
    name: `${PREFIX}reconnects_total`,
    help: 'Connections that ended, by cause; planned is the routine',
    labelNames: ['cause'],
    registers,
    collect() {
      this.reset();
      for (const [cause, count] of Object.entries(stats.reconnects)) this.inc({ cause }, count);
    },
  });
  return {
    produced: new Counter({
      name: `${PREFIX}articles_produced_total`,
      help: 'Articles committed to Kafka',
      registers,
    }),
    deadLetters: new Counter({
      name: `${PREFIX}dead_letters_total`,
      help: 'Events committed to the dead-letter topic',
      registers,
    }),
    transaction: new Histogram({
      name: `${PREFIX}transaction_seconds`,
      help: 'Time from handing over a batch to its commit, retries included',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
  };
}
