import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '../support/child.js';
import { giveOneCore } from './one-core.js';
import { residentMemory, type ResidentMemory } from './resident-memory.js';
import { scrape, type Reading } from './scrape.js';
import { startSource } from './source-process.js';

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
  /** Whether the producer had a core of its own, and no more than that. */
  readonly oneCore: boolean;
  readonly produced: number;
  readonly resident: ResidentMemory;
}

const SAMPLE_MS = 250;

/** Source, broker and producer as processes of their own; everything is read off the producer. */
export async function runScenario(scenario: Scenario, brokers?: string): Promise<Outcome> {
  const { share, events } = scenario;
  const broker = brokers
    ? undefined
    : await startChild<{ brokers: string }>(new URL('broker.js', import.meta.url), []);
  const source = await startSource(share, events);
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
    const others = [source.process.pid, broker?.process.pid].filter((pid) => pid !== undefined);
    const { pid } = producer.process;
    const oneCore = pid !== undefined && giveOneCore(pid, others);
    const readings = await watch(producer.ready.url, scenario);
    return summarise(scenario, source.ready.bytesPerEvent, oneCore, readings);
  } finally {
    await producer.stop();
    await source.stop();
    await broker?.stop();
  }
}

async function watch(url: string, { events, share }: Scenario): Promise<Reading[]> {
  const articles = Math.floor(events * share);
  const readings: Reading[] = [];
  for (;;) {
    const reading = await scrape(url);
    if (reading.read > 0) readings.push(reading);
    if (reading.read >= events && reading.produced >= articles) {
      const { read, produced, missing } = reading;
      if (read === events && produced === articles && missing === 0) return readings;
      throw new Error(
        `of ${events} events and ${articles} articles, ${read} were read and ${produced} produced, ${missing} are missing`,
      );
    }
    await delay(SAMPLE_MS);
  }
}

function summarise(
  scenario: Scenario,
  bytesPerEvent: number,
  oneCore: boolean,
  readings: Reading[],
): Outcome {
  const [first] = readings;
  const last = readings.at(-1);
  if (first === undefined || last === undefined || first === last) {
    throw new Error('the run was over before it could be measured; ask for more events');
  }
  const read = last.read - first.read;
  const seconds = (last.at - first.at) / 1000;
  return {
    scenario,
    bytesPerEvent,
    seconds,
    eventsPerSecond: read / seconds,
    eventsPerCpuSecond: read / (last.cpuSeconds - first.cpuSeconds),
    oneCore,
    produced: last.produced,
    resident: residentMemory(readings, scenario.events),
  };
}
