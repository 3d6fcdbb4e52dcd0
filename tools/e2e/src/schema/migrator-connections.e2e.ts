import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { startDatabases, type Databases } from './support/databases.js';
import { migrator } from './support/migrator-process.js';

const exec = promisify(execFile);
let databases: Databases;

beforeAll(async () => {
  databases = await startDatabases();
});
afterAll(() => databases.stop());

const plan = (url: string, environment: Record<string, string> = {}) =>
  migrator(['plan'], { DATABASE_URL: url, ...environment });

/** One sentence of reason and advice, without a stack trace and without the password. */
async function expectRefusal(outcome: ReturnType<typeof plan>, words: string): Promise<void> {
  const { code, stdout, stderr } = await outcome;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(words);
  expect(stderr).not.toContain('hunter2');
  expect(stderr).not.toMatch(/\n {4}at /);
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Replaces the server's access rules, and waits until they are in force. */
async function setRules(rules: readonly string[]): Promise<void> {
  const { admin } = databases;
  const [{ hba_file: file } = { hba_file: '' }] = (
    await admin.query<{ hba_file: string }>('show hba_file')
  ).rows;
  await writeFile(file, `${rules.join('\n')}\nhost all postgres 127.0.0.1/32 trust\n`);
  await admin.query('select pg_reload_conf()');
  await until('the rules are read', async () => {
    const { rows } = await admin.query<{ n: number }>(
      'select count(*)::int as n from pg_hba_file_rules where error is null',
    );
    return rows[0]?.n === rules.length + 1;
  });
}

/** Lets the server offer TLS, with a certificate nobody vouches for. */
async function offerTls(): Promise<void> {
  const { admin } = databases;
  const { rows } = await admin.query<{ data_directory: string }>('show data_directory');
  const folder = rows[0]?.data_directory ?? '';
  const [key, certificate] = [join(folder, 'server.key'), join(folder, 'server.crt')];
  await exec('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-subj', '/CN=127.0.0.1', '-days', '1', '-keyout', key, '-out', certificate],
  ]);
  const { uid, gid } = await stat(folder);
  for (const file of [key, certificate]) await chown(file, uid, gid);
  await chmod(key, 0o600);
  await admin.query('alter system set ssl = on');
  await admin.query('select pg_reload_conf()');
  await until('TLS is on', async () => {
    const setting = await admin.query<{ ssl: string }>('show ssl');
    return setting.rows[0]?.ssl === 'on';
  });
}

describe('a migrator that cannot connect', () => {
  it('says so when nothing listens, or the host has no address', async () => {
    const port = await closedPort();
    await Promise.all([
      expectRefusal(
        plan(`postgres://u:hunter2@127.0.0.1:${port}/d`),
        `No database accepts connections at 127.0.0.1:${port}`,
      ),
      expectRefusal(
        plan('postgres://u:hunter2@nowhere.invalid:5432/d'),
        'The host name "nowhere.invalid" of the database cannot be resolved',
      ),
    ]);
  });

  it('says which of password, user and database it is', async () => {
    const { admin, urlOf } = databases;
    await admin.query(`create role careful login password 'another'`);
    await setRules(['host all careful 127.0.0.1/32 scram-sha-256', 'host all nobody all trust']);
    await Promise.all([
      expectRefusal(
        plan(urlOf('postgres', { user: 'careful' })),
        'refused the password of user "careful"',
      ),
      expectRefusal(plan(urlOf('postgres', { user: 'nobody' })), 'does not admit user "nobody"'),
      expectRefusal(plan(urlOf('no house')), 'has no database "no house"'),
    ]);
  });

  it('says when TLS is asked for and not offered, offered and not asked for, or not to be trusted', async () => {
    const { admin, urlOf } = databases;
    await expectRefusal(
      plan(urlOf('postgres', { query: 'sslmode=verify-full' })),
      'TLS with the database at 127.0.0.1:',
    );
    await admin.query('create role private login superuser');
    await offerTls();
    await setRules(['hostssl all private 127.0.0.1/32 trust']);
    const as = (query: string) => urlOf('postgres', { user: 'private', query });
    await Promise.all([
      expectRefusal(plan(as('')), 'no encryption. Set sslmode in DATABASE_URL'),
      expectRefusal(plan(as('sslmode=verify-full')), 'failed: self-signed certificate'),
      plan(as('sslmode=no-verify')).then((outcome) =>
        expect(outcome).toMatchObject({ code: 2, stderr: '' }),
      ),
    ]);
  });
});

describe('a migrator on the wrong database', () => {
  it('knows PostgreSQL from RisingWave, both ways', async () => {
    const { admin, urlOf } = databases;
    // RisingWave is told by what it calls itself; this database calls itself that.
    await admin.query('create database posing');
    await admin.query('alter database posing set search_path = posing, pg_catalog, public');
    await databases.on('posing', (client) =>
      client.query(`create schema posing;
        create function posing.version() returns text language sql
          as $$ select 'PostgreSQL 13.14.0-RisingWave-3.0.3 (posing)' $$`),
    );
    await Promise.all([
      expectRefusal(
        plan(urlOf('postgres'), { DATABASE_TARGET: 'risingwave' }),
        'said to be risingwave, but the server says it is postgres',
      ),
      expectRefusal(
        plan(urlOf('posing')),
        'said to be postgres, but the server says it is risingwave',
      ),
    ]);
  });
});
