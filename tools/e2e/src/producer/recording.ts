import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateEvents } from '@wikistream/simulator';

/** Time of the first event of every recording. */
export const BEGIN = Date.UTC(2026, 4, 1);

/** Every so many events, one is delivered twice. */
const REPEATED = 50;

/** Events in a file, for the simulator to replay. */
export interface Recording {
  readonly file: string;
  remove(): Promise<void>;
}

/** A thousand events a second; every tenth is an article, and some deliveries are repeated. */
export async function record(events: number): Promise<Recording> {
  let clock = BEGIN;
  const source = generateEvents({ seed: 7, articleShare: 0.1, now: () => clock });
  let text = '';
  for (let n = 0; n < events; n += 1) {
    clock = BEGIN + n;
    const line = `${JSON.stringify(source.next().value)}\n`;
    text += n % REPEATED === 0 ? line + line : line;
  }
  const folder = await mkdtemp(join(tmpdir(), 'wikistream-recording-'));
  const file = join(folder, 'events.ndjson');
  await writeFile(file, text);
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
