import { Command } from 'commander';
import { document } from '../support/document.js';
import { load } from '../support/machine.js';
import { describeEndurance, describeSpeed, type Measured } from './document.js';
import { measureScanLimit } from './scan-limit.js';
import { runScenario, type Outcome } from './scenario.js';

interface Options {
  readonly events: string;
  readonly selected: string;
  readonly runs: string;
  readonly endurance?: string | true;
  readonly brokers?: string;
  readonly write?: boolean;
}

const options = new Command('bench:producer')
  .description('How fast the producer reads, and what it costs')
  .option('--events <n>', 'events of the usual stream (1.5% new articles)', '3000000')
  .option('--selected <n>', 'events of the stream of which everything is produced', '600000')
  .option('--runs <n>', 'how often each stream is read', '3')
  .option('--endurance [events]', 'instead: memory over so many events (10,000,000)')
  .option('--brokers <list>', 'a Kafka to write to; default: the embedded broker')
  .option('--write', 'put the results into docs/benchmarks.md')
  .parse()
  .opts<Options>();

const USUAL = { name: '1.5% new articles', share: 0.015 };
const ALL = { name: 'everything selected', share: 1 };
const ENDURANCE_EVENTS = 10_000_000;

const circumstances = {
  broker: options.brokers ? 'Apache Kafka' : 'embedded broker',
  loadBefore: load(),
};
if (options.endurance) await endurance(options.endurance);
else await speed();

async function speed(): Promise<void> {
  const scenarios = [
    { ...USUAL, events: Number(options.events) },
    { ...ALL, events: Number(options.selected) },
  ];
  const measured: Measured[] = [];
  for (const scenario of scenarios) {
    const limit = await measureScanLimit(scenario.share, scenario.events);
    const outcomes: Outcome[] = [];
    for (let run = 0; run < Number(options.runs); run += 1) {
      outcomes.push(await runScenario(scenario, options.brokers));
    }
    measured.push({ scenario, limit, outcomes });
  }
  await publish('producer', describeSpeed(measured, circumstances));
}

async function endurance(events: string | true): Promise<void> {
  const scenario = { ...USUAL, events: events === true ? ENDURANCE_EVENTS : Number(events) };
  const outcome = await runScenario(scenario, options.brokers);
  await publish('producer-endurance', describeEndurance(outcome, circumstances));
}

async function publish(name: string, section: string): Promise<void> {
  process.stdout.write(section);
  if (options.write) await document(name, section);
}
