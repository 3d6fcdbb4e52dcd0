import { load, machine, whole } from '../support/machine.js';
import type { ScanLimit } from './scan-limit.js';
import type { Outcome, Scenario } from './scenario.js';

/** What was measured of one stream. */
export interface Measured {
  readonly scenario: Scenario;
  readonly limit: ScanLimit;
  /** One per run. */
  readonly outcomes: readonly Outcome[];
}

/** How it was measured. */
export interface Circumstances {
  readonly broker: string;
  readonly loadBefore: string;
}

/** The speed, as Markdown. */
export function describeSpeed(measured: readonly Measured[], circumstances: Circumstances): string {
  const rows = measured.map(({ scenario, limit, outcomes }) => {
    const perSecond = outcomes.map(({ eventsPerSecond }) => eventsPerSecond);
    const perCpuSecond = outcomes.map(({ eventsPerCpuSecond }) => eventsPerCpuSecond);
    return [
      scenario.name,
      whole(scenario.events),
      `${whole(median(perSecond))} (${whole(Math.min(...perSecond))}–${whole(Math.max(...perSecond))})`,
      whole(median(perCpuSecond)),
      whole(limit.eventsPerSecond),
      percent(median(perSecond) / limit.eventsPerSecond),
      percent(median(perCpuSecond) / limit.eventsPerCpuSecond),
      whole(outcomes[0]?.produced ?? 0),
      whole(Math.max(...outcomes.map(({ resident }) => resident.peak))),
    ];
  });
  const [usual] = measured;
  return [
    '## Producer',
    '',
    ...setting(
      circumstances,
      measured.flatMap(({ outcomes }) => outcomes),
    ),
    `Events have ${whole(usual?.outcomes[0]?.bytesPerEvent ?? 0)} bytes. A run in which an event is missing by its offset, or an article more or`,
    'less is committed than the stream holds, fails.',
    '',
    '| stream | events | events/s: median (lowest–highest) | events per CPU second | byte-scan limit, events/s | share of the limit | the same by CPU time | articles committed per run | resident MB, at most |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    `Each stream was read ${usual?.outcomes.length ?? 0} times, by a new producer every time. CPU seconds are those of the whole`,
    'producer process, the threads of the Kafka client included. The byte-scan limit is how fast a process',
    'reads the same stream over the same kind of connection when it looks for the ends of frames and does',
    'nothing else; the source is part of that limit. Repeat with `npx nx run bench:producer`.',
    '',
  ].join('\n');
}

/** Memory over a long run, as Markdown. */
export function describeEndurance(outcome: Outcome, circumstances: Circumstances): string {
  const { scenario, resident, eventsPerSecond, produced } = outcome;
  const { start, early, peak, end, slope, series } = resident;
  return [
    '### Producer: memory over a long run',
    '',
    ...setting(circumstances, [outcome]),
    `${whole(scenario.events)} events (${scenario.name}) in ${whole(outcome.seconds)} s, ${whole(eventsPerSecond)} events/s, ${whole(produced)} articles committed, none missing.`,
    '',
    '| resident memory, MB | |',
    '| --- | ---: |',
    `| at the start | ${whole(start)} |`,
    `| after a tenth of the events | ${whole(early)} |`,
    `| at most | ${whole(peak)} |`,
    `| at the end | ${whole(end)} |`,
    `| slope over the second half, per million events | ${slope.toFixed(2)} |`,
    '',
    `At every tenth of the events: ${series.map(whole).join(', ')} MB. Repeat with`,
    '`npx nx run bench:producer --endurance`.',
    '',
  ].join('\n');
}

const setting = ({ broker, loadBefore }: Circumstances, outcomes: readonly Outcome[]): string[] => [
  `HTTP stream on loopback → filter → Kafka transactions (${broker}). Source, broker and producer`,
  `are processes of their own and share the machine: ${machine()}; load average`,
  `${loadBefore} before the runs, ${load()} after. ${cores(outcomes)}`,
];

const cores = (outcomes: readonly Outcome[]): string =>
  outcomes.every(({ oneCore }) => oneCore)
    ? 'The producer, all its threads, has one core; source and broker share the others.'
    : 'Nothing confines the producer to one core: events per CPU second tell what one would do.';

const percent = (share: number): string => `${(share * 100).toFixed(0)}%`;

/** The value in the middle; of an even number of them, the lower of the two. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
}
