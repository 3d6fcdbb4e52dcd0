import type { TranslationResult } from '@wikistream/translator-core';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const PREFIX = 'wikistream_translator_';

/** The translator's metrics; `stats` is asked for the running totals when they are scraped. */
export function translatorMetrics(registry: Registry) {
  const registers = [registry];
  return {
    titles: new Counter({
      name: `${PREFIX}titles_total`,
      help: 'Titles whose outcome is committed, by status',
      labelNames: ['status'],
      registers,
    }),
    failures: new Counter({
      name: `${PREFIX}failures_total`,
      help: 'Titles committed without a translation, by reason',
      labelNames: ['reason'],
      registers,
    }),
    refusals: new Counter({
      name: `${PREFIX}refused_answers_total`,
      help: 'Answers of the model that failed a check, by reason',
      labelNames: ['reason'],
      registers,
    }),
    translationSeconds: new Histogram({
      name: `${PREFIX}translation_seconds`,
      help: 'Time from taking a batch of titles to having all their outcomes',
      buckets: [0.001, 0.005, 0.02, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
      registers,
    }),
    answerSeconds: new Histogram({
      name: `${PREFIX}answer_seconds`,
      help: 'Time of one request to the model',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
      registers,
    }),
    tokens: new Counter({
      name: `${PREFIX}tokens_total`,
      help: 'Tokens the model generated; its rate is tokens per second',
      registers,
    }),
    cacheHits: new Counter({
      name: `${PREFIX}cache_hits_total`,
      help: 'Titles answered from the cache or by a request already under way',
      registers,
    }),
    outages: new Counter({
      name: `${PREFIX}outages_total`,
      help: 'Calls put off by an outage of the model server, or by a fault of its setup, by kind',
      labelNames: ['kind'],
      registers,
    }),
    deadLetters: new Counter({
      name: `${PREFIX}dead_letters_total`,
      help: 'Records sent to the dead-letter topic',
      registers,
    }),
    expired: new Counter({
      name: `${PREFIX}expired_records_total`,
      help: 'Articles Kafka deleted before they were translated (retention), at most',
      registers,
    }),
  };
}

export type TranslatorMetrics = ReturnType<typeof translatorMetrics>;

/** Counts what became of a title, once it is committed. */
export function countResult(metrics: TranslatorMetrics, result: TranslationResult): void {
  metrics.titles.inc({ status: result.status });
  if (result.status !== 'failed') return;
  // What follows the colon is detail, of which a label would keep too many values.
  metrics.failures.inc({ reason: result.reason.split(':')[0] ?? result.reason });
}

/** What the loop knows of itself. */
export interface LoopStats {
  readonly consumed: number;
  readonly inFlight: number;
  readonly lag: number;
  readonly titlesPerRequest: number;
}

/** Values read off the loop whenever they are scraped. */
export function translatorGauges(registry: Registry, stats: () => LoopStats): void {
  const registers = [registry];
  new Counter({
    name: `${PREFIX}consumed_total`,
    help: 'Articles taken from Kafka',
    registers,
    collect() {
      this.reset();
      this.inc(stats().consumed);
    },
  });
  new Gauge({
    name: `${PREFIX}in_flight_records`,
    help: 'Articles held: waiting, in translation or uncommitted',
    registers,
    collect() {
      this.set(stats().inFlight);
    },
  });
  new Gauge({
    name: `${PREFIX}lag_records`,
    help: 'Articles in Kafka whose translation is not committed',
    registers,
    collect() {
      this.set(stats().lag);
    },
  });
  new Gauge({
    name: `${PREFIX}titles_per_request`,
    help: 'Titles that share a request to the model, as set or found by trial',
    registers,
    collect() {
      this.set(stats().titlesPerRequest);
    },
  });
}
