import { describe, expect, it } from 'vitest';
import { MetricSamples, scrape } from './metrics.js';

const text = `# HELP titles_total Titles
# TYPE titles_total counter
titles_total{status="translated",backend="x"} 5
titles_total{status="failed",backend="x"} 2
lag 1.5e1
lag_seconds 3
`;

describe('MetricSamples', () => {
  it('sums over label sets, or over those that carry a label', () => {
    const samples = new MetricSamples(text);
    expect(samples.sum('titles_total')).toBe(7);
    expect(samples.sum('titles_total', { status: 'failed' })).toBe(2);
    expect(samples.sum('lag')).toBe(15);
    expect(samples.sum('absent')).toBe(0);
  });
});

describe('scrape', () => {
  it('gives nothing while an app does not answer', async () => {
    expect(await scrape(undefined)).toBeUndefined();
    expect(await scrape('http://127.0.0.1:1')).toBeUndefined();
  });
});
