import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../support/until.js';

const MAIN = fileURLToPath(new URL('../../../../apps/demo/dist/main.js', import.meta.url));

/** The whole pipeline on one machine, filling its embedded database. */
export interface EmbeddedDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the built demo on made-up events. */
export async function startEmbeddedDatabase(): Promise<EmbeddedDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'wikistream-superset-demo-'));
  const child = spawn(process.execPath, [
    ...[MAIN, '--source', 'simulator', '--articles-per-minute', '3000'],
    ...['--translator', 'transcription', '--data-dir', folder, '--progress-interval', '1'],
    ...['--dashboard-port', '0', '--database-port', '0'],
  ]);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const exited = once(child, 'exit');
  const url = await until('the demo names its database', () => {
    if (child.exitCode !== null) throw new Error(`The demo ended:\n${output}`);
    return /psql (postgres:\/\/\S+)/.exec(output)?.[1];
  });
  return {
    url,
    stop: async () => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
