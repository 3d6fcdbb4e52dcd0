import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { Plan } from '@wikistream/risingwave-schema';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let pglite: PGlite;
let server: PGLiteSocketServer;
let url: string;

beforeAll(async () => {
  pglite = await PGlite.create();
  server = new PGLiteSocketServer({ db: pglite, host: '127.0.0.1', port: 0 });
  const listening = new Promise<AddressInfo>((resolve) => {
    server.addEventListener('listening', (event) =>
      resolve((event as CustomEvent<AddressInfo>).detail),
    );
  });
  await server.start();
  url = `postgres://postgres@127.0.0.1:${(await listening).port}/postgres?sslmode=disable`;
});
afterAll(async () => {
  await server.stop();
  await pglite.close();
});

/** Runs the migrator as a process of its own, without a terminal. */
async function migrator(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions', '@wikistream/source', main, ...args],
    {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: url,
        DATABASE_TARGET: 'postgres',
        LOG_LEVEL: 'warn',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr };
}

// Each step starts a process, which takes seconds on a busy machine.
describe('migrator', { timeout: 60_000 }, () => {
  beforeEach(() => pglite.exec('drop schema public cascade; create schema public'));

  it('plans, applies once, seeds the languages, and has nothing to do after', async () => {
    const plan = await migrator(['plan', '--json']);
    expect(plan.code).toBe(2);
    const { changes } = JSON.parse(plan.stdout) as Plan;
    expect(changes.map(({ object }) => object)).toContain('dws_wiki_new_sum');

    const applied = await migrator(['apply', '--yes', '--json']);
    expect(applied.stderr).toBe('');
    expect(applied.code).toBe(0);
    const result = JSON.parse(applied.stdout) as { languages: { inserted: number } };
    expect(result.languages.inserted).toBeGreaterThan(370);

    expect(await migrator(['plan'])).toEqual({
      code: 0,
      stdout: 'Nothing to do: the database is as defined.\n',
      stderr: '',
    });
    expect((await migrator(['status'])).stdout).toMatch(/dws_wiki_new_sum +\S+ view +up to date/);
  });

  it('shows the plan and changes nothing where it cannot ask', async () => {
    const { code, stdout, stderr } = await migrator(['apply']);
    expect(code).toBe(1);
    expect(stdout).toContain('+ table ods_wiki_new_table (new)');
    expect(stderr).toContain('"Apply this plan?" Answer with --yes');
    const { rows } = await pglite.query(`select 1 from pg_class where relname = 'dim_language'`);
    expect(rows).toEqual([]);
  });

  it('keeps standard output for JSON where that was asked for', async () => {
    const asked = await migrator(['apply', '--json']);
    expect(asked).toMatchObject({ code: 1, stdout: '' });
    expect(asked.stderr).toContain('+ table ods_wiki_new_table (new)');
    await migrator(['apply', '--yes']);
    const status = await migrator(['status', '--json']);
    expect((JSON.parse(status.stdout) as { version: string }).version).toMatch(/^PostgreSQL \d/);

    const refused = await migrator(['destroy', '--json']);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('--allow-destructive');
    expect(refused.stderr).not.toContain('Answer with --yes');
    const unasked = await migrator(['destroy', '--allow-destructive']);
    expect(unasked.code).toBe(1);
    expect(unasked.stdout).toContain('- table ods_wiki_new_table (no longer defined)');
    expect(unasked.stderr).toContain('Answer with --yes');

    const destroyed = await migrator(['destroy', '--json', '--yes', '--allow-destructive'], {
      LOG_LEVEL: 'info',
    });
    expect(destroyed.code).toBe(0);
    const { changes } = JSON.parse(destroyed.stdout) as Plan;
    expect(new Set(changes.map(({ action }) => action))).toEqual(new Set(['drop']));
    expect(destroyed.stderr).toContain('drop dws_wiki_new_sum');
  });

  it('imports a table of languages and says what changed', async () => {
    await migrator(['apply', '--yes']);
    const folder = await mkdtemp(join(tmpdir(), 'languages-'));
    const file = join(folder, 'languages.csv');
    await writeFile(file, '\ufeff代码,中文名称,英文名称,本地名称\nlv,拉语,Latvian,latviešu\n');
    const done = await migrator(['import', 'dim-language', file]);
    expect(done.stdout).toBe('0 inserted, 1 updated, 0 unchanged.\n');
    await rm(folder, { recursive: true });
    const refused = await migrator(['import', 'dim-language', file]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Cannot read the CSV file');
  });

  it('knows PostgreSQL where RisingWave was promised', async () => {
    const { code, stderr } = await migrator(['plan'], { DATABASE_TARGET: 'risingwave' });
    expect(code).toBe(1);
    expect(stderr).toContain('said to be risingwave, but the server says it is postgres');
  });
});

describe.concurrent('migrator without a database', { timeout: 60_000 }, () => {
  it('prints DDL without a database and without the password', async ({ expect }) => {
    const { code, stdout } = await migrator(['export', 'ddl'], {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      DATABASE_TARGET: 'risingwave',
      KAFKA_SECURITY_PROTOCOL: 'sasl_ssl',
      KAFKA_SASL_USERNAME: 'u',
      KAFKA_SASL_PASSWORD: 'hunter2',
      RISINGWAVE_KAFKA_BROKERS: 'kafka:19092',
    });
    expect(code).toBe(0);
    expect(stdout).toContain(`properties.bootstrap.server = 'kafka:19092'`);
    expect(stdout).not.toContain('hunter2');
  });

  it.each([
    [['plan'], { DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/d' }, 'No database accepts'],
    [[], {}, 'Say what to do: plan, apply'],
    [['frobnicate'], {}, 'There is no command "frobnicate"'],
    [['plan'], { DATABASE_URL: 'nonsense', TIME_ZONE: 'Mars' }, 'DATABASE_URL: (hidden) must be'],
  ])('%j says in a sentence what is wrong', async (args, env, words) => {
    const { code, stderr } = await migrator(args, env);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('hunter2');
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});
