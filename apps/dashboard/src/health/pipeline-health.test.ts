import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metricSums } from './metric-samples.js';
import { parseMetricsSources, PipelineHealthReader } from './pipeline-health.js';

let answer: { status: number; body: string };
const server = createServer((_request, response) => {
  response.writeHead(answer.status).end(answer.body);
});
let url: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

describe('PipelineHealthReader', () => {
  it('reads lag, dead letters, records deleted unread and the rate since the reading before', async () => {
    const reader = new PipelineHealthReader([{ name: 'translator', url }]);
    const titles = (n: number) => ({
      status: 200,
      body: `wikistream_translator_titles_total{status="translated"} ${n}\nwikistream_translator_lag_records 7\nwikistream_translator_expired_records_total 2\n`,
    });
    answer = titles(100);
    const first = await reader.read(
      new Date('2026-03-02T10:00:00Z'),
      new Date('2026-03-02T10:00:42Z'),
    );
    expect(first).toEqual({
      at: '2026-03-02T10:00:42.000Z',
      secondsBehind: 42,
      parts: [
        { name: 'translator', up: true, lag: 7, deadLetters: 0, expired: 2, perSecond: null },
      ],
    });
    answer = titles(200);
    expect((await reader.read(null)).parts[0]?.perSecond).toBeGreaterThan(0);
    // Restarted: the counter begins anew, and there is no rate to tell.
    answer = titles(3);
    expect((await reader.read(null)).parts[0]?.perSecond).toBeNull();
  });

  it.each([
    ['answers with an error', { status: 500, body: '' }],
    ['answers without end', { status: 200, body: 'x'.repeat(4_000_001) }],
  ])('counts a part that %s as down', async (_, given) => {
    answer = given;
    const { parts } = await new PipelineHealthReader([{ name: 'loader', url }]).read(null);
    expect(parts).toEqual([
      { name: 'loader', up: false, lag: null, deadLetters: null, expired: null, perSecond: null },
    ]);
  });

  it('counts a part that is not there as down, and tells no age without articles', async () => {
    const reader = new PipelineHealthReader([{ name: 'producer', url: 'http://127.0.0.1:1/' }]);
    expect(await reader.read(null)).toMatchObject({ secondsBehind: null, parts: [{ up: false }] });
  });
});

describe('metricSums', () => {
  it('adds up a metric over its labels and skips what is none', () => {
    const sums = metricSums(
      '# HELP a b\n# TYPE a counter\na{x="1"} 2\na{x="2"} 3 1700000000000\nb 1e3\nc NaN\nnonsense\n',
    );
    expect(Object.fromEntries(sums)).toEqual({ a: 5, b: 1000 });
  });
});

describe('parseMetricsSources', () => {
  it('reads names and addresses', () => {
    expect(parseMetricsSources(['producer=http://127.0.0.1:9101/metrics?a=b'])).toEqual([
      { name: 'producer', url: 'http://127.0.0.1:9101/metrics?a=b' },
    ]);
    expect(parseMetricsSources([])).toEqual([]);
  });

  it('names the setting at fault', () => {
    expect(() => parseMetricsSources(['producer=http://h/m', 'loader=http://['])).toThrow(
      /PIPELINE_METRICS_URLS.*"http:\/\/\[" of loader/s,
    );
  });
});
