import { connect } from 'node:net';
import { once } from 'node:events';
import { PGlite } from '@electric-sql/pglite';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servePostgres, type PostgresServer } from './postgres-server.js';

let db: PGlite;
let server: PostgresServer;
const address = () => ({
  host: server.host,
  port: server.port,
  user: 'postgres',
  database: 'postgres',
});

beforeAll(async () => {
  db = await PGlite.create();
  server = await servePostgres({ db, host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  await server.close();
  await db.close();
});

describe('servePostgres', () => {
  it('keeps the parameters of many clients apart', async () => {
    const pool = new Pool({ ...address(), max: 8 });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        // Texts of different shape: a Bind that met another client's Parse would fail or differ.
        pool.query<{ v: string }>(`select $1::int + ${n} || repeat('x', $2::int) as v`, [n, n % 5]),
      ),
    );
    expect(answers.map((answer) => answer.rows[0]?.v)).toEqual(
      Array.from({ length: 200 }, (_, n) => `${2 * n}${'x'.repeat(n % 5)}`),
    );
    await pool.end();
  });

  it('keeps other clients out of a transaction', async () => {
    const [writer, reader] = [new Client(address()), new Client(address())];
    await Promise.all([writer.connect(), reader.connect()]);
    await writer.query('create table t (n int)');
    await writer.query('begin');
    await writer.query('insert into t values (1)');
    const seen = reader.query<{ count: number }>('select count(*)::int as count from t');
    await writer.query('insert into t values (2)');
    await writer.query('rollback');
    expect((await seen).rows[0]?.count).toBe(0);
    await Promise.all([writer.end(), reader.end()]);
  });

  it('rolls back and goes on when a client dies inside a transaction', async () => {
    await db.exec('create table u (n int)');
    const [dying, next] = [new Client(address()), new Client(address())];
    dying.on('error', () => undefined);
    await Promise.all([dying.connect(), next.connect()]);
    await dying.query('begin');
    await dying.query('insert into u values (1)');
    const counted = next.query<{ count: number }>('select count(*)::int as count from u');
    // `pg` has no public way to lose its connection without a goodbye.
    (
      dying as unknown as { connection: { stream: { destroy(): void } } }
    ).connection.stream.destroy();
    expect((await counted).rows[0]?.count).toBe(0);
    await next.end();
  });

  it('reports an error to the client that made it, and to nobody else', async () => {
    const [wrong, right] = [new Client(address()), new Client(address())];
    await Promise.all([wrong.connect(), right.connect()]);
    const [failed, fine] = await Promise.allSettled([
      wrong.query('select * from nothing_here where a = $1', ['x']),
      right.query<{ v: string }>('select $1 as v', ['fine']),
    ]);
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: '42P01' } });
    expect(fine).toMatchObject({ status: 'fulfilled', value: { rows: [{ v: 'fine' }] } });
    expect((await wrong.query<{ v: number }>('select 1 as v')).rows).toEqual([{ v: 1 }]);
    await Promise.all([wrong.end(), right.end()]);
  });

  it('drops a client that does not speak the protocol', async () => {
    const socket = connect(server.port, server.host);
    socket.end('GET / HTTP/1.1\r\n\r\n');
    await once(socket, 'close');
    const client = new Client(address());
    await client.connect();
    expect((await client.query<{ v: number }>('select 1 as v')).rows).toEqual([{ v: 1 }]);
    await client.end();
  });

  it('takes 50,000 rows in one statement', async () => {
    const client = new Client(address());
    await client.connect();
    await client.query('create table big (n int primary key, t text)');
    const numbers = Array.from({ length: 50_000 }, (_, n) => n);
    await client.query('insert into big select * from unnest($1::int[], $2::text[])', [
      numbers,
      numbers.map((n) => `行 ${n}`),
    ]);
    const { rows } = await client.query<{ count: number }>(
      'select count(*)::int as count from big',
    );
    expect(rows[0]?.count).toBe(50_000);
    await client.end();
  });
});
