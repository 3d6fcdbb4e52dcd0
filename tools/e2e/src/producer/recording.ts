import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateEvents } from '@wikistream/simulator';

/** Time of the first event of every recording. */
export const BEGIN = Date.UTC(2026, 4, 1);

/** Every so many events, one is delivered twice. */
const REPEATED = 50;
/** Of every so many events, the first tenth happens in the other datacentre. */
const SWITCHED = 10_000;
const OTHER_TOPIC = 'codfw.mediawiki.recentchange';

/** Events in a file, for the simulator to replay. */
export interface Recording {
  readonly file: string;
  remove(): Promise<void>;
}

/**
 * A thousand events a second; every tenth is an article, some deliveries are repeated, and the stream
 * moves to the other datacentre's topic and back.
 */
export async function record(events: number): Promise<Recording> {
  let clock = BEGIN;
  const source = generateEvents({ seed: 7, articleShare: 0.1, now: () => clock });
  let text = '';
  for (let n = 0; n < events; n += 1) {
    clock = BEGIN + n;
    const event = source.next().value;
    if (n % SWITCHED < SWITCHED / 10) event.meta.topic = OTHER_TOPIC;
    const line = `${JSON.stringify(event)}\n`;
    text += n % REPEATED === 0 ? line + line : line;
  }
  const folder = await mkdtemp(join(tmpdir(), 'wikistream-recording-'));
  const file = join(folder, 'events.ndjson');
  await writeFile(file, text);
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
