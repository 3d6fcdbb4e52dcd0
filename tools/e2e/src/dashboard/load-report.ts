import { document } from '@wikistream/bench/document';
import { cpus, totalmem } from 'node:os';

export interface Paint {
  readonly path: string;
  readonly round: string;
  readonly firstPaintMs: number;
  /** Until the newest articles are shown. */
  readonly articlesMs: number;
  readonly completeMs: number;
}

export interface Latency {
  readonly path: string;
  readonly p50: number;
  readonly p95: number;
}

export interface Watch {
  readonly viewers: number;
  readonly seconds: number;
  readonly readingsPerSecond: number;
  readonly transactionsPerSecond: number;
  readonly cpuShare: number;
  readonly megabytesSent: number;
  readonly memory: { readonly start: number; readonly peak: number; readonly end: number };
  readonly faults: readonly string[];
}

/** What the load test measured, as it goes along. */
export interface LoadResults {
  readonly articles: number;
  /** Processes that wanted to run in the minute before, on average. */
  readonly loadBefore: number;
  readonly paints: Paint[];
  readonly latencies: Latency[];
  readonly watches: (Watch & { readonly views: string })[];
}

/** Puts the results into docs/benchmarks.md. */
export async function documentLoad(results: LoadResults): Promise<void> {
  await document('dashboard', section(results));
}

function section({ articles, loadBefore, paints, latencies, watches }: LoadResults): string {
  const milliseconds = (value: number) => `${value.toFixed(0)} ms`;
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
  return [
    '## Dashboard',
    '',
    `PostgreSQL with ${articles.toLocaleString('en-US')} articles over 90 days, the dashboard as a process of its own, and Chromium, all`,
    `on one machine: ${machine}; load average before: ${loadBefore.toFixed(1)}.`,
    '',
    'Opening a page, with an empty cache each time:',
    '',
    ...table(
      ['page', 'time', 'first paint', 'articles shown', 'all figures shown'],
      paints.map(({ path, round, firstPaintMs, articlesMs, completeMs }) => [
        `\`${path}\``,
        round,
        milliseconds(firstPaintMs),
        milliseconds(articlesMs),
        milliseconds(completeMs),
      ]),
    ),
    '',
    'Answers, one request after another:',
    '',
    ...table(
      ['address', 'p50', 'p95'],
      latencies.map(({ path, p50, p95 }) => [`\`${path}\``, milliseconds(p50), milliseconds(p95)]),
    ),
    '',
    'A search returns what it has found after 1.5 s, and where to go on. Open pages while five articles',
    'a second arrive; every page showed the last one. A reading is one transaction: of the newest',
    'figures one query, and two more when articles came; of the history one query each:',
    '',
    ...table(
      [
        'open pages',
        'views',
        'seconds',
        'readings a second',
        'transactions a second, as PostgreSQL counts them',
        'CPU of the dashboard',
        'MB sent',
        'resident MB, start → end (most)',
        'errors',
      ],
      watches.map((watch) => [
        String(watch.viewers),
        watch.views,
        String(watch.seconds),
        String(watch.readingsPerSecond),
        String(watch.transactionsPerSecond),
        `${Math.round(watch.cpuShare * 100)}%`,
        String(watch.megabytesSent),
        `${watch.memory.start} → ${watch.memory.end} (${watch.memory.peak})`,
        String(watch.faults.length),
      ]),
    ),
    '',
    'Repeat with `UPDATE_BENCHMARKS=1 npx nx run e2e:load`.',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
