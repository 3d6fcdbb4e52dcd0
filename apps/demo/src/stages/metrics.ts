const SAMPLE = /^([a-zA-Z_:][\w:]*)(\{[^}]*\})?\s+(\S+)/;
const SCRAPE_TIMEOUT_MS = 2_000;

/** Metric samples of one app at one moment. */
export class MetricSamples {
  readonly #samples: readonly { name: string; labels: string; value: number }[];

  /** Parses Prometheus text. */
  constructor(text: string) {
    this.#samples = text.split('\n').flatMap((line) => {
      const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
      return name && value ? [{ name, labels, value: Number(value) }] : [];
    });
  }

  /** Sum of a metric over its label sets, or over those that carry the label; 0 when there is none. */
  sum(name: string, label?: { readonly [key: string]: string }): number {
    const wanted = Object.entries(label ?? {}).map(([key, value]) => `${key}="${value}"`);
    return this.#samples
      .filter(
        (sample) => sample.name === name && wanted.every((pair) => sample.labels.includes(pair)),
      )
      .reduce((total, sample) => total + sample.value, 0);
  }
}

/** Reads an app's `/metrics`; undefined while it does not answer. */
export async function scrape(healthUrl: string | undefined): Promise<MetricSamples | undefined> {
  if (!healthUrl) return undefined;
  try {
    const response = await fetch(`${healthUrl}/metrics`, {
      signal: AbortSignal.timeout(SCRAPE_TIMEOUT_MS),
    });
    return response.ok ? new MetricSamples(await response.text()) : undefined;
  } catch {
    return undefined;
  }
}
