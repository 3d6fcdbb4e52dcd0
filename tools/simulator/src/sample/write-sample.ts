import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { sampleEvents } from './sample-events.js';

/** The bundled sample: some four thousand made-up events, NDJSON, gzip. */
export const SAMPLE_FILE = fileURLToPath(new URL('../../data/sample.ndjson.gz', import.meta.url));

/** The sample's content: the same text every time. */
export const sampleText = (): string =>
  sampleEvents()
    .map((event) => `${JSON.stringify(event)}\n`)
    .join('');

/** Writes the bundled sample anew: `npx nx run simulator:sample`. */
export async function writeSample(): Promise<void> {
  await writeFile(SAMPLE_FILE, gzipSync(sampleText(), { level: 9 }));
}
