import { performance } from 'node:perf_hooks';
import { collectDefaultMetrics, Counter, type Registry } from 'prom-client';

/** A sampler that never comes to its first sample. */
const NEVER_MS = 2 ** 31 - 1;
const SAMPLED = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'].map(
  (figure) => `nodejs_eventloop_lag_${figure}_seconds`,
);

/**
 * What a process tells of itself: prom-client's metrics without those that sample the event loop, since
 * the sampler wakes an idle process a hundred times a second. How busy the loop is comes from Node's own
 * account instead: `rate(nodejs_eventloop_active_seconds_total)`, 1 being always busy; its lag is still
 * measured when somebody asks.
 */
export function processMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: NEVER_MS });
  for (const name of SAMPLED) registry.removeSingleMetric(name);
  new Counter({
    name: 'nodejs_eventloop_active_seconds_total',
    help: 'Time the event loop was busy, in seconds.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(performance.eventLoopUtilization().active / 1000);
    },
  });
}
