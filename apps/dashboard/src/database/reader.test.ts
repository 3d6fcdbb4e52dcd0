import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DatabaseError, QueryTimeoutError } from '../errors.js';
import { startWarehouse, type Warehouse } from '../testing/warehouse.js';
import { Reader } from './reader.js';

let warehouse: Warehouse;
interface Proxy {
  readonly url: string;
  connections: number;
  silent: boolean;
  /** Answers not passed on. */
  kept: number;
}

let proxy: Proxy;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  warehouse = await startWarehouse();
  ends.push(() => warehouse.close());
  proxy = await startProxy(new URL(warehouse.url));
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** Passes on to the database, and its answers back unless it is silent. */
async function startProxy(database: URL): Promise<Proxy> {
  const url = new URL(database);
  const proxy: Proxy = { url: '', connections: 0, silent: false, kept: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    proxy.connections += 1;
    const upstream = connect(Number(database.port), database.hostname);
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => undefined));
    client.pipe(upstream);
    upstream.on('data', (bytes: Buffer) => {
      if (proxy.silent) proxy.kept += 1;
      else client.write(bytes);
    });
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  });
  url.port = String((server.address() as AddressInfo).port);
  return Object.assign(proxy, { url: url.href });
}

const one = (reader: Reader) =>
  reader.read('one', async (db) => {
    const { rows } = await sql<{ n: number }>`select 1 as n`.execute(db);
    return rows[0]?.n;
  });

describe('Reader', () => {
  it.each(['postgres', 'risingwave'] as const)(
    'gives up a %s that does not answer, and takes another connection for the next query',
    async (target) => {
      const reader = new Reader({
        connectionString: proxy.url,
        target,
        timeoutMs: 200,
        maxConnections: 1,
      });
      try {
        expect(await one(reader)).toBe(1);
        const before = proxy.connections;
        proxy.silent = true;
        await expect(one(reader)).rejects.toThrow(QueryTimeoutError);
        proxy.silent = false;
        expect(await one(reader)).toBe(1);
        expect(proxy.connections).toBe(before + 1);
      } finally {
        proxy.silent = false;
        await reader.close();
      }
    },
  );

  it('does not wait at its end for what is being read', async () => {
    const reader = new Reader({
      connectionString: proxy.url,
      target: 'postgres',
      timeoutMs: 60_000,
    });
    expect(await one(reader)).toBe(1);
    proxy.silent = true;
    try {
      const reading = one(reader);
      const refused = expect(reading).rejects.toThrow(DatabaseError);
      const { kept } = proxy;
      await vi.waitFor(() => expect(proxy.kept).toBeGreaterThan(kept));
      await reader.close();
      await refused;
    } finally {
      proxy.silent = false;
    }
  });

  it('cannot write, whatever it is asked', async () => {
    const writing = warehouse.reader.read('write', (db) =>
      sql`create table written (n int)`.execute(db),
    );
    await expect(writing).rejects.toThrow(DatabaseError);
    await expect(writing).rejects.toMatchObject({ cause: { code: '25006' } });
  });

  it('tells a database that is away from one that is slow', async () => {
    const reader = new Reader({
      connectionString: 'postgres://postgres@127.0.0.1:1/postgres',
      target: 'postgres',
      timeoutMs: 1_000,
    });
    await expect(one(reader)).rejects.toThrow(DatabaseError);
    await reader.close();
  });
});
