import { performance } from 'node:perf_hooks';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { processMetrics } from './process-metrics.js';

describe('processMetrics', () => {
  it('tells how long the event loop was busy, and samples nothing', async () => {
    const registry = new Registry();
    processMetrics(registry);
    const busy = async () => {
      const text = await registry.getSingleMetricAsString('nodejs_eventloop_active_seconds_total');
      return Number(/^nodejs_eventloop_active_seconds_total (\S+)$/m.exec(text)?.[1]);
    };
    const before = await busy();
    const from = performance.now();
    while (performance.now() - from < 30);
    // The loop counts a turn once it has ended.
    await new Promise((resolve) => setImmediate(resolve));
    expect((await busy()) - before).toBeGreaterThan(0.02);

    const names = registry.getMetricsAsArray().map(({ name }) => name);
    expect(names).toContain('process_cpu_seconds_total');
    expect(names.filter((name) => name.startsWith('nodejs_eventloop_lag'))).toEqual([
      'nodejs_eventloop_lag_seconds',
    ]);
    expect(await registry.metrics()).not.toMatch(/NaN/);
  });
});
