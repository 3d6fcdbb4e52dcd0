import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';

/** What reading the stream costs when its frames are found and nothing is done with them. */
export interface ScanResult {
  readonly events: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** A process of its own: reads the stream of a source and searches its bytes for the ends of frames. */
const [url = '', events = '0'] = process.argv.slice(2);
const END_OF_FRAME = Buffer.from('\n\n');

const [body] = (await once(get(url), 'response')) as [IncomingMessage];
let found = 0;
let startedAt = 0;
let cpu = process.cpuUsage();
for await (const chunk of body as AsyncIterable<Buffer>) {
  if (startedAt === 0) {
    startedAt = performance.now();
    cpu = process.cpuUsage();
  }
  // An end torn between two chunks is missed: too few to matter, and a limit may flatter.
  for (let at = chunk.indexOf(END_OF_FRAME); at !== -1; found += 1) {
    at = chunk.indexOf(END_OF_FRAME, at + END_OF_FRAME.length);
  }
  if (found >= Number(events) * 0.999) break;
}
const { user, system } = process.cpuUsage(cpu);
const result: ScanResult = {
  events: found,
  seconds: (performance.now() - startedAt) / 1000,
  cpuSeconds: (user + system) / 1e6,
};
process.send?.(result);
process.once('disconnect', () => process.exit());
