import { startKafka } from '@wikistream/kafka-local';
import { Command } from 'commander';
import { document } from '../support/document.js';
import { load, whole } from '../support/machine.js';
import { writeBacklog } from './backlog.js';
import { idleCpu } from './idle.js';
import { broken } from './promises.js';
import { describe } from './report.js';
import { runScenario, type Outcome, type Scenario } from './scenario.js';

interface Options {
  readonly slots: string;
  readonly seconds: string;
  readonly backlog: string;
  readonly brokers?: string;
  readonly write?: boolean;
}

const options = new Command('bench:translator')
  .description('How much of a model server the translator uses, and what it costs')
  .option('--slots <list>', 'parallel slots of the model servers that take time', '1,4,16,64')
  .option('--seconds <n>', 'measured seconds of each of those runs', '40')
  .option('--backlog <n>', 'articles to translate', '400000')
  .option('--brokers <list>', 'a Kafka without these topics; default: one of its own')
  .option('--write', 'put the results into docs/benchmarks.md')
  .parse()
  .opts<Options>();

const progress = (line: string): void => void process.stderr.write(`${line}\n`);

const slotsOf = options.slots.split(',').filter(Boolean).map(Number);
const largest = Math.max(0, ...slotsOf);

const timed = (slots: number, titlesPerRequest: number): Scenario => ({
  name: `${slots} slots of 200 ms per title, ${titlesPerRequest} per request`,
  server: { slots, msPerTitle: 200 },
  titlesPerRequest,
  warmUpTitles: 10_000,
  // V8 collects the garbage of a burst half a minute later: 0.3 s of processor time in all.
  warmUpSeconds: 40,
  seconds: Number(options.seconds),
});

/** Cold, so that what is found by trial is found with the server as it is. */
const byTrial: Scenario = {
  name: '4 slots of 180 ms per request and 20 ms per title, as many per request as turn out best',
  server: { slots: 4, msPerTitle: 20, msPerRequest: 180 },
  titlesPerRequest: 'auto',
  warmUpTitles: 0,
  warmUpSeconds: 15,
  seconds: Number(options.seconds),
};

const atOnce = (slots: number, titlesPerRequest: number): Scenario => ({
  name: `model server that answers at once, ${titlesPerRequest} ${titlesPerRequest === 1 ? 'title' : 'titles'} per request`,
  server: { slots, msPerTitle: 0 },
  titlesPerRequest,
  warmUpTitles: 50_000,
  warmUpSeconds: 0,
  seconds: 10,
});

const scenarios: Scenario[] = [
  ...slotsOf.map((slots) => timed(slots, 1)),
  // What the requests themselves cost shows where several titles share one.
  ...(largest > 0 ? [timed(largest, 8)] : []),
  ...(largest > 0 ? [byTrial] : []),
  atOnce(64, 1),
  atOnce(4, 50),
  {
    name: 'by rule (transcription)',
    warmUpTitles: 50_000,
    warmUpSeconds: 0,
    seconds: 10,
  },
];

const WARM_UP = 10_000;
const loadBefore = load();
const backlog = Number(options.backlog);
progress(`load average ${loadBefore}`);
const local = options.brokers
  ? undefined
  : await startKafka({
      onDownload: (jars) => progress(`downloading ${jars} jars of Apache Kafka`),
    });
const brokers = options.brokers ?? local?.brokers ?? '';
try {
  // Few articles, so that they are soon behind it; the runs begin at the first of all.
  await writeBacklog(brokers, 0, WARM_UP);
  const idleCpuMsPerSecond = await idleCpu(brokers, {
    translated: WARM_UP,
    seconds: Number(options.seconds),
  });
  progress(`idle: ${idleCpuMsPerSecond.toFixed(1)} ms CPU per second`);
  progress(`writing ${whole(backlog)} articles`);
  await writeBacklog(brokers, WARM_UP, backlog);
  const outcomes: Outcome[] = [];
  for (const scenario of scenarios) {
    const outcome = await runScenario(scenario, { brokers, backlog, idleCpuMsPerSecond });
    outcomes.push(outcome);
    const share = outcome.limit
      ? `, ${((100 * outcome.titlesPerSecond) / outcome.limit).toFixed(1)}% of the limit`
      : '';
    progress(
      `${scenario.name}: ${outcome.titlesPerSecond.toFixed(1)} titles/s${share}, ${outcome.cpuMsPerTitle.toFixed(3)} ms CPU per title, ${outcome.overheadMsPerTitle.toFixed(3)} beyond the idle process`,
    );
  }
  const kafka = local ? `Apache Kafka ${local.version}` : 'Apache Kafka';
  const section = describe(outcomes, { kafka, backlog, loadBefore, idleCpuMsPerSecond });
  process.stdout.write(section);
  const faults = outcomes.flatMap(broken);
  for (const fault of faults) progress(`not met: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  if (options.write) await document('translator', section);
} finally {
  await local?.stop();
}
