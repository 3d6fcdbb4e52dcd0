import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import type { Outcome } from './scenario.js';

const FILE = new URL('../../../../docs/benchmarks.md', import.meta.url);
const BEGIN = '<!-- producer:begin -->';
const END = '<!-- producer:end -->';

/** The results as Markdown. */
export function describe(outcomes: readonly Outcome[], scanLimit: number, brokers: string): string {
  const whole = (n: number): string => Math.round(n).toLocaleString('en-US');
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
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${whole(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
  return [
    '## Producer',
    '',
    `HTTP stream on loopback → filter → Kafka transactions (${brokers}). Source, broker and producer`,
    `are processes of their own and share the machine: ${machine}. Events have`,
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

/** Replaces the producer's section of docs/benchmarks.md. */
export async function document(section: string): Promise<void> {
  const text = await readFile(FILE, 'utf8').catch(() => '# Benchmarks\n');
  const block = `${BEGIN}\n\n${section}\n${END}\n`;
  const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
  const next =
    before === -1 || after === -1
      ? `${text.trimEnd()}\n\n${block}`
      : `${text.slice(0, before)}${block.trimEnd()}${text.slice(after + END.length)}`;
  await writeFile(FILE, next);
}
