import { startChild, type Child } from '../support/child.js';
import { readMetrics } from '../support/metrics.js';

/** How a translator's process is set up. */
export interface ProcessOptions {
  readonly brokers: string;
  /** None: titles are transcribed by rule. */
  readonly model: { readonly host: string; readonly name: string } | undefined;
  readonly slots: number;
  readonly titlesPerRequest: number | 'auto';
}

let started = 0;

/** A translator as a process of its own, in a consumer group of its own. */
export function startTranslator(options: ProcessOptions): Promise<Child<{ url: string }>> {
  const { brokers, model, slots, titlesPerRequest } = options;
  started += 1;
  const main = import.meta.resolve('@wikistream/translator/main');
  return startChild<{ url: string }>(new URL(main), [], {
    KAFKA_BROKERS: brokers,
    TRANSLATOR_GROUP_ID: `bench-${process.pid}-${started}`,
    TRANSLATOR_BACKEND: model ? 'ollama' : 'transcription',
    OLLAMA_HOST: model?.host,
    TRANSLATOR_MODEL: model?.name,
    TRANSLATOR_CONCURRENCY: String(slots),
    TRANSLATOR_TITLES_PER_REQUEST: String(titlesPerRequest),
    TRANSLATOR_FALLBACK: 'none',
    LOG_LEVEL: 'warn',
    HEALTH_PORT: '0',
  });
}

/** What a process tells of itself at `/metrics`. */
export interface Reading {
  readonly at: number;
  readonly titles: number;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly titlesPerRequest: number;
}

export async function read(url: string): Promise<Reading> {
  const value = await readMetrics(url);
  return {
    at: Date.now(),
    titles: value('wikistream_translator_titles_total'),
    cpuSeconds: value('process_cpu_seconds_total'),
    residentBytes: value('process_resident_memory_bytes'),
    titlesPerRequest: value('wikistream_translator_titles_per_request'),
  };
}
