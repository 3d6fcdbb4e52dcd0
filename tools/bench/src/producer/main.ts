import { Command } from 'commander';
import { document } from '../support/document.js';
import { byteScanLimit } from './byte-scan.js';
import { describe } from './document.js';
import { runScenario, type Outcome } from './scenario.js';

interface Options {
  readonly events: string;
  readonly selected: string;
  readonly brokers?: string;
  readonly write?: boolean;
}

const options = new Command('bench:producer')
  .description('How fast the producer reads, and what it costs')
  .option('--events <n>', 'events of the usual stream (1.5% new articles)', '10000000')
  .option('--selected <n>', 'events of the stream of which everything is produced', '1000000')
  .option('--brokers <list>', 'a Kafka to write to; default: the embedded broker')
  .option('--write', 'put the results into docs/benchmarks.md')
  .parse()
  .opts<Options>();

const scenarios = [
  { name: '1.5% new articles', share: 0.015, events: Number(options.events) },
  { name: 'everything selected', share: 1, events: Number(options.selected) },
];
const scanLimit = byteScanLimit(0.015);
const outcomes: Outcome[] = [];
for (const scenario of scenarios) outcomes.push(await runScenario(scenario, options.brokers));
const section = describe(outcomes, scanLimit, options.brokers ? 'Apache Kafka' : 'embedded broker');
process.stdout.write(section);
if (options.write) await document('producer', section);
