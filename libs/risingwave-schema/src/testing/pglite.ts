import type { AddressInfo } from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** PGlite on a TCP port of its own. It serves one connection at a time: use a pool of one. */
export interface TestServer {
  readonly url: string;
  readonly pglite: PGlite;
  close(): Promise<void>;
}

let template: Promise<Blob> | undefined;

/** An empty database. The first one of a process is made as PostgreSQL's initdb does, others are copies. */
export async function createPglite(): Promise<PGlite> {
  template ??= initialize();
  return PGlite.create({ loadDataDir: await template });
}

async function initialize(): Promise<Blob> {
  const pglite = await PGlite.create();
  const folder = await pglite.dumpDataDir('none');
  await pglite.close();
  return folder;
}

export async function startPglite(): Promise<TestServer> {
  const pglite = await createPglite();
  const server = new PGLiteSocketServer({ db: pglite, host: '127.0.0.1', port: 0 });
  const listening = new Promise<AddressInfo>((resolve) => {
    server.addEventListener('listening', (event) => {
      resolve((event as CustomEvent<AddressInfo>).detail);
    });
  });
  await server.start();
  const { port } = await listening;
  return {
    pglite,
    url: `postgres://postgres@127.0.0.1:${port}/postgres?sslmode=disable`,
    close: async () => {
      await server.stop();
      await pglite.close();
    },
  };
}

/** Empties the database between tests, faster than starting another. */
export async function emptyDatabase(pglite: PGlite): Promise<void> {
  await pglite.exec('drop schema public cascade; create schema public;');
}
