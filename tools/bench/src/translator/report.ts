import { load, machine, whole } from '../support/machine.js';
import { broken } from './promises.js';
import { limitOf, type Outcome, type Scenario } from './scenario.js';

/** How the runs were made. */
export interface Setting {
  readonly kafka: string;
  readonly backlog: number;
  readonly loadBefore: string;
  readonly idleCpuMsPerSecond: number;
}

/** The results as Markdown. */
export function describe(outcomes: readonly Outcome[], setting: Setting): string {
  const slow = outcomes.filter(({ limit }) => limit !== undefined);
  const fast = outcomes.filter(({ limit }) => limit === undefined);
  return [
    '## Translator',
    '',
    `The translator's own process between two topics of ${setting.kafka}, and a model server that speaks`,
    "Ollama's API and takes a fixed time per title in each of its slots; requests beyond the slots wait.",
    `All share one machine: ${machine()}; load average ${setting.loadBefore} before the runs, ${load()} after.`,
    '',
    `Each run starts a new consumer group at the first of ${whole(setting.backlog)} articles, no title twice.`,
    'Its first titles are answered at once and not measured: they stand for the hours a process has been',
    'at work. Where the model takes time, neither is the time after them in which V8 gives back what they',
    'left: it would be charged to the few titles of the window. Rates are those of the records in the',
    'output topic as a `read_committed` reader sees them: the slope of their running count over their time',
    'stamps. No article may come twice, and none otherwise than translated by the model the run is about,',
    'or the run fails.',
    "CPU is that of the translator's process, the Kafka client's threads included, in the same window.",
    `A process with nothing to translate takes ${setting.idleCpuMsPerSecond.toFixed(1)} ms of CPU per second (median; polls, heartbeats, a look`,
    'at its metrics each second); beyond it is what the titles cost: (CPU − idle CPU) / titles. At few titles a',
    'second few share a transaction, whose cost they bear; at many it shows what a title costs by itself.',
    '',
    ...table(
      slow.filter(({ scenario }) => !scenario.server?.msPerRequest),
      ({ server, seconds }) =>
        `A model that takes ${server!.msPerTitle} ms per title; ${seconds} s measured:`,
    ),
    ...table(
      slow.filter(({ scenario }) => scenario.server?.msPerRequest),
      ({ server, seconds, warmUpSeconds }) =>
        [
          `A model that takes ${server!.msPerRequest} ms per request and ${server!.msPerTitle} ms per title: with one title in each request it`,
          `could do ${whole(limitOf(server!, 1)!)} titles/s. The translator was started ${warmUpSeconds} s before, to find by trial how many share a`,
          `request; ${seconds} s measured:`,
        ].join('\n'),
    ),
    ...(fast.length > 0
      ? [
          'Without waiting for a model, as fast as the articles come out of Kafka:',
          '',
          '| translation | titles/s | CPU ms per title | titles measured | resident MB | promises |',
          '| --- | ---: | ---: | ---: | ---: | --- |',
        ]
      : []),
    ...fast.map((o) =>
      row(
        o.scenario.name,
        whole(o.titlesPerSecond),
        o.cpuMsPerTitle.toFixed(3),
        whole(o.titles),
        whole(o.residentMb),
        promises(o),
      ),
    ),
    '',
    'Repeat with `npx nx run bench:translator`.',
    '',
  ].join('\n');
}

/** Runs against a model that takes time. */
function table(outcomes: readonly Outcome[], heading: (scenario: Scenario) => string): string[] {
  const [first] = outcomes;
  if (!first) return [];
  return [
    heading(first.scenario),
    '',
    "| slots | titles per request | the server's limit, titles/s | titles/s | share of the limit | CPU ms per title | beyond idle | resident MB | promises |",
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
    ...outcomes.map((o) =>
      row(
        whole(o.scenario.server!.slots),
        o.scenario.titlesPerRequest === 'auto'
          ? `auto: ${o.titlesPerRequest}`
          : whole(o.titlesPerRequest),
        whole(o.limit!),
        o.titlesPerSecond.toFixed(1),
        `${((100 * o.titlesPerSecond) / o.limit!).toFixed(1)}%`,
        o.cpuMsPerTitle.toFixed(3),
        o.overheadMsPerTitle.toFixed(3),
        whole(o.residentMb),
        promises(o),
      ),
    ),
    '',
  ];
}

/** Whether what was promised holds: the share of the limit, the CPU of a title, the rate. */
function promises(outcome: Outcome): string {
  const faults = broken(outcome).map((fault) => fault.slice(outcome.scenario.name.length + 2));
  return faults.length > 0 ? `**not met**: ${faults.join('; ')}` : 'met';
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
