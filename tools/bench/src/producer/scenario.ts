import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '../support/child.js';
import { scrape, type Reading } from './scrape.js';

/** A stream to be read to its end. */
export interface Scenario {
  readonly name: string;
  /** Share of the events that are new articles. */
  readonly share: number;
  readonly events: number;
}

/** What came out. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly bytesPerEvent: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  /** Events per second of processor time of the producer's process, all its threads. */
  readonly eventsPerCpuSecond: number;
  readonly produced: number;
  readonly missing: number;
  readonly residentMaxMb: number;
  /** Resident memory after a tenth of the events and at the end, in MB. */
  readonly residentEarlyMb: number;
  readonly residentLateMb: number;
}

const SAMPLE_MS = 250;
const MB = 1_048_576;

/** Source, broker and producer as processes of their own; everything is read off the producer. */
export async function runScenario(scenario: Scenario, brokers?: string): Promise<Outcome> {
  const { share, events } = scenario;
  const broker = brokers
    ? undefined
    : await startChild<{ brokers: string }>(new URL('broker.js', import.meta.url), []);
  const source = await startChild<{ url: string; bytesPerEvent: number }>(
    new URL('source.js', import.meta.url),
    [String(share), String(events)],
  );
  const main = import.meta.resolve('@wikistream/producer/main');
  const producer = await startChild<{ url: string }>(new URL(main), [], {
    KAFKA_BROKERS: brokers ?? broker?.ready.brokers,
    EVENTSTREAMS_URL: source.ready.url,
    CONTACT: 'https://localhost/benchmark',
    PRODUCER_SINCE: '2026-05-01T00:00:00Z',
    PRODUCER_TRANSACTIONAL_ID: `bench-${process.pid}-${Date.now()}`,
    LOG_LEVEL: 'warn',
    HEALTH_PORT: '0',
  });
  try {
    const readings = await watch(producer.ready.url, events, Math.floor(events * share));
    return summarise(scenario, source.ready.bytesPerEvent, readings);
  } finally {
    await producer.stop();
    await source.stop();
    await broker?.stop();
  }
}

async function watch(url: string, events: number, articles: number): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (;;) {
    const reading = await scrape(url);
    if (reading.read > 0) readings.push(reading);
    if (reading.read >= events && reading.produced >= articles) return readings;
    await delay(SAMPLE_MS);
  }
}

function summarise(scenario: Scenario, bytesPerEvent: number, readings: Reading[]): Outcome {
  const [first] = readings;
  const last = readings.at(-1);
  if (first === undefined || last === undefined || first === last) {
    throw new Error('the run was over before it could be measured; ask for more events');
  }
  const early = readings.find(({ read }) => read >= scenario.events / 10) ?? first;
  const read = last.read - first.read;
  const seconds = (last.at - first.at) / 1000;
  return {
    scenario,
    bytesPerEvent,
    seconds,
    eventsPerSecond: read / seconds,
    eventsPerCpuSecond: read / (last.cpuSeconds - first.cpuSeconds),
    produced: last.produced,
    missing: last.missing,
    residentMaxMb: Math.max(...readings.map(({ residentBytes }) => residentBytes)) / MB,
    residentEarlyMb: early.residentBytes / MB,
    residentLateMb: last.residentBytes / MB,
  };
}
