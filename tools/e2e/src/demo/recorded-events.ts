import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { SAMPLE_FILE } from '@wikistream/simulator';

/**
 * The file the suites replay: `RECORDED_EVENTS` (an NDJSON file, plain or gzip, or a folder of them)
 * when set, else the bundled sample.
 */
export async function recordedEvents(): Promise<string> {
  const given = process.env.RECORDED_EVENTS;
  if (!given) return SAMPLE_FILE;
  if ((await stat(given)).isFile()) return given;
  const names = (await readdir(given)).filter((name) => /\.(nd)?jsonl?(\.gz)?$/.test(name)).sort();
  if (names.length === 0) throw new Error(`RECORDED_EVENTS: no NDJSON file in ${given}`);
  const joined = join(await mkdtemp(join(tmpdir(), 'recorded-')), 'events.ndjson');
  for (const name of names) {
    const source = createReadStream(join(given, name));
    const target = createWriteStream(joined, { flags: 'a' });
    if (name.endsWith('.gz')) await pipeline(source, createGunzip(), target);
    else await pipeline(source, target);
  }
  return joined;
}
