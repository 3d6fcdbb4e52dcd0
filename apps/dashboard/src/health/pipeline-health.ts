import { SettingsError } from '@wikistream/service-kit';
import type { PipelineHealth } from '../api/contract.js';
import { metricSums } from './metric-samples.js';

const SCRAPE_TIMEOUT_MS = 2_000;
const MAX_METRICS_BYTES = 4_000_000;

/** An app whose `/metrics` is read. */
export interface MetricsSource {
  /** `producer`, `translator`, `loader`, or any app of this project. */
  readonly name: string;
  readonly url: string;
}

type Part = PipelineHealth['parts'][number];

/** What to read off each app; an app not listed is only told to be up or not. */
const METRICS: Readonly<
  Record<string, Partial<Record<'lag' | 'deadLetters' | 'expired' | 'work', string>>>
> = {
  producer: {
    deadLetters: 'wikistream_producer_dead_letters_total',
    work: 'wikistream_producer_events_read_total',
  },
  translator: {
    lag: 'wikistream_translator_lag_records',
    deadLetters: 'wikistream_translator_dead_letters_total',
    expired: 'wikistream_translator_expired_records_total',
    work: 'wikistream_translator_titles_total',
  },
  loader: {
    lag: 'wikistream_loader_lag_records',
    deadLetters: 'wikistream_loader_dead_letters_total',
    expired: 'wikistream_loader_expired_records_total',
    work: 'wikistream_loader_rows_total',
  },
};

/** Reads how the pipeline's parts are; keeps the last reading of each to tell rates. */
export class PipelineHealthReader {
  readonly #sources: readonly MetricsSource[];
  readonly #before = new Map<string, { readonly work: number; readonly at: number }>();

  constructor(sources: readonly MetricsSource[]) {
    this.#sources = sources;
  }

  /** @param newestEvent when the newest stored article was made */
  async read(newestEvent: Date | null, now = new Date()): Promise<PipelineHealth> {
    return {
      at: now.toISOString(),
      secondsBehind: newestEvent
        ? Math.max(0, Math.round((now.getTime() - newestEvent.getTime()) / 1000))
        : null,
      parts: await Promise.all(this.#sources.map((source) => this.#part(source))),
    };
  }

  async #part({ name, url }: MetricsSource): Promise<Part> {
    const text = await scrape(url);
    if (text === undefined) {
      this.#before.delete(name);
      return { name, up: false, lag: null, deadLetters: null, expired: null, perSecond: null };
    }
    const sums = metricSums(text);
    const figure = (metric: string | undefined, withoutSample: number | null = null) =>
      metric === undefined ? null : (sums.get(metric) ?? withoutSample);
    const metrics = METRICS[name] ?? {};
    return {
      name,
      up: true,
      lag: figure(metrics.lag),
      // A counter with labels has no sample before it counts for the first time.
      deadLetters: figure(metrics.deadLetters, 0),
      expired: figure(metrics.expired, 0),
      perSecond: this.#rate(name, figure(metrics.work)),
    };
  }

  #rate(name: string, work: number | null): number | null {
    if (work === null) return null;
    const at = performance.now();
    const before = this.#before.get(name);
    this.#before.set(name, { work, at });
    // A counter that went back was restarted.
    if (!before || work < before.work || at <= before.at) return null;
    return Math.round(((work - before.work) / ((at - before.at) / 1000)) * 10) / 10;
  }
}

async function scrape(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(SCRAPE_TIMEOUT_MS),
      redirect: 'error',
    });
    const body = response.ok ? response.body : null;
    if (!body) return undefined;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > MAX_METRICS_BYTES) return undefined;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch {
    return undefined;
  }
}

/**
 * Reads settings of the form `name=url`.
 *
 * @throws {SettingsError} naming each that has no address.
 */
export function parseMetricsSources(settings: readonly string[]): MetricsSource[] {
  const sources = settings.map((item) => {
    const equals = item.indexOf('=');
    return { name: item.slice(0, equals), url: item.slice(equals + 1) };
  });
  const faults = sources.filter(({ url }) => !URL.canParse(url));
  if (faults.length > 0) {
    throw new SettingsError(
      faults.map(({ name, url }) => ({
        variable: 'PIPELINE_METRICS_URLS',
        message: `"${url}" of ${name} is no web address`,
      })),
    );
  }
  return sources;
}
