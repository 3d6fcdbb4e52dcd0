import { execFile, spawn } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { until } from './until.js';

const run = promisify(execFile);
const INSTALLATIONS = '/usr/lib/postgresql';

/** A real PostgreSQL server with an empty database. */
export interface PostgresCluster {
  readonly url: string;
  /** Ends it as a crash would, and starts it again on the same address. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** Makes a cluster in a temporary folder and starts the newest installed PostgreSQL on it. */
export async function startPostgres(): Promise<PostgresCluster> {
  const bin = await newestInstallation();
  const folder = await mkdtemp(join(tmpdir(), 'wikistream-postgres-'));
  const user = await serverUser(folder);
  const data = join(folder, 'data');
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
    user,
  );
  const port = await freePort();
  const options = [
    '-D',
    data,
    '-p',
    String(port),
    '-k',
    folder,
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'fsync=off',
  ];
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const start = async () => {
    const server = spawn(join(bin, 'postgres'), options, { ...user, stdio: 'ignore' });
    const exited = once(server, 'exit');
    await until('PostgreSQL answers', () => answers(url));
    return async (signal: NodeJS.Signals) => {
      server.kill(signal);
      await exited;
    };
  };
  let end = await start();
  return {
    url,
    crash: async () => {
      await end('SIGQUIT');
      end = await start();
    },
    stop: async () => {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function newestInstallation(): Promise<string> {
  const versions = await readdir(INSTALLATIONS).catch(() => []);
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  if (!newest)
    throw new Error(`PostgreSQL is missing (${INSTALLATIONS} is empty): run tools/e2e/prepare.sh`);
  return join(INSTALLATIONS, newest, 'bin');
}

/** PostgreSQL refuses to run as root; its package's own user is used then. */
async function serverUser(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  const [uid, gid] = await Promise.all([id('-u'), id('-g')]);
  await chown(folder, uid, gid);
  return { uid, gid };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
