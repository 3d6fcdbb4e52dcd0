import { load, machine, whole } from '../support/machine.js';
import { broken } from './promises.js';
import type { Outcome } from './scenario.js';

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
    'at work. Rates are those of the records in the output topic as a `read_committed` reader sees them:',
    'the slope of their running count over their time stamps. No article may come twice, and none',
    'otherwise than translated by the model the run is about, or the run fails.',
    "CPU is that of the translator's process, the Kafka client's threads included, in the same window.",
    `A process with nothing to translate takes ${setting.idleCpuMsPerSecond.toFixed(1)} ms of CPU per second (polls, heartbeats, a look at its`,
    'metrics each second); beyond it is what the titles cost: (CPU − idle CPU) / titles. At few titles a',
    'second few share a transaction, whose cost they bear; at many it shows what a title costs by itself.',
    '',
    ...slow.flatMap(({ scenario }, at) =>
      at === 0
        ? [
            `A model that takes ${scenario.server!.msPerTitle} ms per title; ${scenario.seconds} s measured:`,
            '',
            "| slots | titles per request | the server's limit, titles/s | titles/s | share of the limit | CPU ms per title | beyond idle | resident MB | promises |",
            '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
          ]
        : [],
    ),
    ...slow.map((o) =>
      row(
        whole(o.scenario.server!.slots),
        whole(o.scenario.titlesPerRequest ?? 1),
        whole(o.limit!),
        o.titlesPerSecond.toFixed(1),
        `${((100 * o.titlesPerSecond) / o.limit!).toFixed(1)}%`,
        o.cpuMsPerTitle.toFixed(3),
        o.overheadMsPerTitle.toFixed(3),
        whole(o.residentMb),
        promises(o),
      ),
    ),
    ...(fast.length > 0
      ? [
          '',
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

/** Whether what was promised holds: the share of the limit, the CPU of a title, the rate. */
function promises(outcome: Outcome): string {
  const faults = broken(outcome).map((fault) => fault.slice(outcome.scenario.name.length + 2));
  return faults.length > 0 ? `**not met**: ${faults.join('; ')}` : 'met';
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
