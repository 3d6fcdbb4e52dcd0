import { machine, whole } from '../support/machine.js';
import type { Outcome } from './scenario.js';

/** The results as Markdown. */
export function describe(outcomes: readonly Outcome[], scanLimit: number, brokers: string): string {
  const rows = outcomes.map((o) =>
    [
      o.scenario.name,
      whole(o.scenario.events),
      whole(o.eventsPerSecond),
      whole(o.eventsPerCpuSecond),
      whole(o.produced),
      whole(o.missing),
      `${whole(o.residentEarlyMb)} → ${whole(o.residentLateMb)} (max ${whole(o.residentMaxMb)})`,
    ].join(' | '),
  );
  const [usual] = outcomes;
  const share = usual ? `${((usual.eventsPerSecond / scanLimit) * 100).toFixed(0)}%` : 'n/a';
  return [
    '## Producer',
    '',
    `HTTP stream on loopback → filter → Kafka transactions (${brokers}). Source, broker and producer`,
    `are processes of their own and share the machine: ${machine()}. Events have`,
    `${whole(usual?.bytesPerEvent ?? 0)} bytes. Searching those bytes for \`"type":"new"\` and doing nothing else reaches`,
    `${whole(scanLimit)} events/s here; the producer reads at ${share} of that.`,
    '',
    '| stream | events | events/s | events per CPU second | articles committed | missing | resident MB, at a tenth → at the end |',
    '| --- | ---: | ---: | ---: | ---: | ---: | --- |',
    ...rows.map((row) => `| ${row} |`),
    '',
    'CPU seconds are those of the whole producer process, the threads of the Kafka client included.',
    'Repeat with `npx nx run bench:producer`.',
    '',
  ].join('\n');
}
