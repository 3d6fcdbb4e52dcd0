import { setTimeout as delay } from 'node:timers/promises';
import { MOST_TITLES_BY_TRIAL } from '@wikistream/translator-core';
import { startChild } from '../support/child.js';
import { rateWithin, readOutput } from './output.js';
import { read, startTranslator, type Reading } from './process.js';

/** One way to run the translator. */
export interface Scenario {
  readonly name: string;
  /** The model server; none: titles are transcribed by rule. */
  readonly server?: {
    readonly slots: number;
    /** 0: answers at once. */
    readonly msPerTitle: number;
    /** What a request takes beside its titles; default 0. */
    readonly msPerRequest?: number;
  };
  readonly titlesPerRequest?: number | 'auto';
  /** Titles, answered at once by the server, that are not measured: they warm up the process. */
  readonly warmUpTitles: number;
  /** Seconds after them that are not measured either. */
  readonly warmUpSeconds: number;
  /** Seconds that are, fewer when the backlog ends. */
  readonly seconds: number;
}

/** What came out. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly titlesPerSecond: number;
  /** At the end, as set or found by trial. */
  readonly titlesPerRequest: number;
  /** Titles per second the model server can do; undefined when it takes no time. */
  readonly limit: number | undefined;
  /** Processor time of the translator's process, all its threads, per title, in ms. */
  readonly cpuMsPerTitle: number;
  /** The same beyond what the process takes in that time anyway, with no title to translate. */
  readonly overheadMsPerTitle: number;
  readonly titles: number;
  readonly residentMb: number;
}

export interface World {
  readonly brokers: string;
  /** Articles in the topic. */
  readonly backlog: number;
  /** Processor time of an idle translator, ms per second. */
  readonly idleCpuMsPerSecond: number;
}

const MODEL = 'bench:latest';
const POLL_MS = 100;
const START_MS = 60_000;

/** Runs the translator over the backlog from its first article, and measures a window of it. */
export async function runScenario(scenario: Scenario, world: World): Promise<Outcome> {
  const { server: spec, titlesPerRequest = 1 } = scenario;
  const since = Date.now();
  const server = spec
    ? await startChild<{ url: string }>(new URL('model-server.js', import.meta.url), [
        MODEL,
        String(spec.slots),
        String(spec.msPerTitle),
        String(scenario.warmUpTitles),
        String(spec.msPerRequest ?? 0),
      ])
    : undefined;
  const translator = await startTranslator({
    brokers: world.brokers,
    model: server && { host: server.ready.url, name: MODEL },
    slots: spec?.slots ?? 1,
    titlesPerRequest,
  });
  let window: readonly [Reading, Reading];
  try {
    window = await measure(translator.ready.url, scenario, world.backlog);
  } finally {
    await translator.stop();
    await server?.stop();
  }
  const [first, last] = window;
  const { timestamps, translators } = await readOutput(world.brokers, since);
  const expected = `${server ? `ollama:${MODEL}` : 'transcription'}: translated`;
  if (translators.size !== 1 || !translators.has(expected)) {
    throw new Error(`results other than "${expected}": ${[...translators].join(', ')}`);
  }
  const titles = last.titles - first.titles;
  const cpuMs = (last.cpuSeconds - first.cpuSeconds) * 1000;
  const idleMs = (world.idleCpuMsPerSecond * (last.at - first.at)) / 1000;
  return {
    scenario,
    titlesPerSecond: rateWithin(timestamps, first.at, last.at),
    titlesPerRequest: last.titlesPerRequest,
    limit: spec && limitOf(spec, titlesPerRequest),
    cpuMsPerTitle: cpuMs / titles,
    overheadMsPerTitle: Math.max(0, cpuMs - idleMs) / titles,
    titles,
    residentMb: last.residentBytes / 2 ** 20,
  };
}

/**
 * Titles per second a model server can do; with `auto`, at the most titles that share a request. Undefined
 * when it takes no time.
 */
export function limitOf(
  { slots, msPerTitle, msPerRequest = 0 }: NonNullable<Scenario['server']>,
  titlesPerRequest: number | 'auto',
): number | undefined {
  const titles = titlesPerRequest === 'auto' ? MOST_TITLES_BY_TRIAL : titlesPerRequest;
  return msPerTitle > 0
    ? (slots * 1000 * titles) / (msPerRequest + titles * msPerTitle)
    : undefined;
}

async function measure(url: string, scenario: Scenario, backlog: number) {
  // On a busy machine it may take long; standing still it must not.
  let [seen, deadline] = [0, Date.now() + START_MS];
  while (seen < Math.max(1, scenario.warmUpTitles)) {
    const { titles } = await read(url);
    if (titles > seen) deadline = Date.now() + START_MS;
    else if (Date.now() > deadline) throw new Error('the translator stopped in its warm-up');
    seen = titles;
    await delay(POLL_MS);
  }
  await delay(scenario.warmUpSeconds * 1000);
  const first = await read(url);
  const end = first.at + scenario.seconds * 1000;
  let last = first;
  while (last.at < end) {
    // Asking costs the translator something, so it is asked no more often than needed.
    await delay(Math.max(0, Math.min(end - Date.now(), 1_000)));
    const next = await read(url);
    if (next.titles >= backlog) break;
    last = next;
  }
  if (last === first) throw new Error('the backlog ended too early; ask for a larger one');
  return [first, last] as const;
}
