import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledLanguages, type Drift, type Plan } from '@wikistream/risingwave-schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { catalogDump } from './support/catalog-dump.js';
import { startDatabases, type Databases } from './support/databases.js';
import { migrator, startMigrator } from './support/migrator-process.js';
import { statementProxy } from './support/statement-proxy.js';

let databases: Databases;
let folder: string;

beforeAll(async () => {
  databases = await startDatabases();
  folder = await mkdtemp(join(tmpdir(), 'wikistream-migrator-'));
  await databases.admin.query('create database commands');
});
afterAll(async () => {
  await databases.stop();
  await rm(folder, { recursive: true });
});

const run = (database: string, ...args: string[]) =>
  migrator(args, { DATABASE_URL: databases.urlOf(database) });
const done = (stdout: unknown) => ({ code: 0, signal: null, stdout, stderr: '' });

/** What tells that a command was refused with words for a user, not with a stack trace. */
function refused(words: string) {
  return {
    code: 1,
    stderr: expect.stringMatching(
      new RegExp(`^(?!.*\\n {4}at )[^]*${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`),
    ) as string,
  };
}

describe('the commands of the migrator, on PostgreSQL, in the order of a life', () => {
  it('plan: what a fresh database lacks, with exit code 2', async () => {
    const [text, json] = await Promise.all([
      run('commands', 'plan'),
      run('commands', 'plan', '--json'),
    ]);
    expect(text).toMatchObject({ code: 2, stderr: '' });
    expect(text.stdout).toContain('+ table ods_wiki_new_table (new)');
    expect(text.stdout).toMatch(/\nPlan for postgres: \d+ to create\.\n$/);
    const plan = JSON.parse(json.stdout) as Plan;
    expect(json.code).toBe(2);
    expect(new Set(plan.changes.map(({ action }) => action))).toEqual(new Set(['create']));
  });

  it('apply: not without being asked to', async () => {
    expect(await run('commands', 'apply')).toMatchObject(refused('Answer with --yes'));
    const { rows } = await databases.on('commands', (client) =>
      client.query(`select 1 from pg_class where relnamespace = 'public'::regnamespace`),
    );
    expect(rows).toEqual([]);
  });

  it('apply --yes: everything and the languages; then there is nothing to do', async () => {
    const applied = await run('commands', 'apply', '--yes', '--json');
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(applied.stdout)).toMatchObject({
      languages: { inserted: (await bundledLanguages()).length, updated: 0, unchanged: 0 },
    });
    const [plan, again, drift, status] = await Promise.all([
      run('commands', 'plan'),
      run('commands', 'apply', '--yes'),
      run('commands', 'drift'),
      run('commands', 'status', '--json'),
    ]);
    expect(plan).toEqual(done('Nothing to do: the database is as defined.\n'));
    expect(again).toEqual(done('The database was as defined already.\n'));
    expect(drift).toEqual(done('The database is what was applied.\n'));
    const { version, objects } = JSON.parse(status.stdout) as {
      version: string;
      objects: { state: string }[];
    };
    expect(version).toMatch(/^PostgreSQL \d/);
    expect(new Set(objects.map(({ state }) => state))).toEqual(new Set(['up to date']));
  });

  it('export ddl: a script that makes the same relations by itself', async () => {
    const { stdout, code } = await run('commands', 'export', 'ddl');
    expect(code).toBe(0);
    await databases.admin.query('create database exported');
    await databases.on('exported', (client) => client.query(stdout));
    const [types, same] = await Promise.all([run('commands', 'types'), run('exported', 'types')]);
    expect(types).toEqual(same);
    expect(types.stdout).toMatch(/^export interface Database \{\n {2}dim_language: \{\n/);
    expect(types.stdout).toContain('  dws_wiki_new_sum: {\n');
    expect(types.stdout).not.toContain('schema_ledger');
  });

  it('drift: what somebody changed by hand, with exit code 2', async () => {
    await databases.on('commands', (client) =>
      client.query(`alter table dim_language add column hand int;
        drop view dws_wiki_contributor; create table theirs (x int)`),
    );
    const [text, json, status] = await Promise.all([
      run('commands', 'drift'),
      run('commands', 'drift', '--json'),
      run('commands', 'status'),
    ]);
    expect(text).toEqual({
      ...done(
        'dim_language: column hand was added\ndws_wiki_contributor: the materialized view is gone\n' +
          'theirs: a table this tool did not make\n',
      ),
      code: 2,
    });
    expect((JSON.parse(json.stdout) as Drift[]).map(({ problem }) => problem)).toEqual([
      'changed',
      'missing',
      'foreign',
    ]);
    expect(status.stdout).toMatch(/dws_wiki_contributor +\S+ view +to create/);
    await databases.on('commands', (client) =>
      client.query('alter table dim_language drop column hand'),
    );
    await run('commands', 'apply', '--yes');
    expect(await run('commands', 'drift')).toMatchObject({
      code: 2,
      stdout: 'theirs: a table this tool did not make\n',
    });
  });

  const HEADER = 'language_code,language_name_zh,language_name_en,language_name_local';
  const file = async (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };

  it('import dim-language: inserts, updates, leaves alone, and says how many of each', async () => {
    const bundled = await bundledLanguages();
    const latvian = bundled.find((one) => one.language_code === 'lv');
    const path = await file(
      'ours.csv',
      `\ufeff语言代码,中文名称,英文名称,本地名称\r\nlv,${latvian?.language_name_zh},${latvian?.language_name_en},${latvian?.language_name_local}\r\nlt,立陶宛文,Lithuanian,lietuvių\r\nxx-new,新,New,"new, quoted"\r\n`,
    );
    expect(await run('commands', 'import', 'dim-language', path)).toEqual(
      done('1 inserted, 1 updated, 1 unchanged.\n'),
    );
    expect(await run('commands', 'import', 'dim-language', path, '--json')).toEqual(
      done('{"inserted":0,"updated":0,"unchanged":3}\n'),
    );
    const { rows } = await databases.on('commands', (client) =>
      client.query(
        `select language_name_zh as zh, language_name_local as local from dim_language
         where language_code in ('lt', 'xx-new') order by language_code`,
      ),
    );
    expect(rows).toEqual([
      { zh: '立陶宛文', local: 'lietuvių' },
      { zh: '新', local: 'new, quoted' },
    ]);
  });

  it('import dim-language: nothing of a file with faults, which are all named', async () => {
    const before = await databases.on('commands', catalogDump);
    // 拉 in GBK, as a Chinese spreadsheet saves it.
    const gbk = Buffer.concat([Buffer.from(`${HEADER}\nlv,`), Buffer.from([0xc0, 0xad])]);
    const files = [
      ['twice.csv', `${HEADER}\nqq,a,b,c\nqq,d,e,f\n?,g,h,i\n`, 'code "qq" is on line 2 already'],
      ['codes.csv', `${HEADER}\nqq,a,b,c\n?,g,h,i\n`, 'line 3: "?" is not a language code'],
      ['columns.csv', 'language_code,en\nlv,Latvian\n', 'column language_name_zh is missing'],
      ['gbk.csv', gbk, 'it is not UTF-8'],
      ['empty.csv', '', 'the file is empty'],
    ] as const;
    const outcomes = await Promise.all(
      files.map(async ([name, content]) =>
        run('commands', 'import', 'dim-language', await file(name, content)),
      ),
    );
    expect(outcomes).toMatchObject(files.map(([, , words]) => refused(words)));
    expect(await run('commands', 'import', 'dim-language', join(folder, 'none.csv'))).toMatchObject(
      refused('Cannot read the CSV file'),
    );
    const { rows } = await databases.on('commands', (client) =>
      client.query(`select 1 from dim_language where language_code = 'qq'`),
    );
    expect(rows).toEqual([]);
    expect(await databases.on('commands', catalogDump)).toEqual(before);
  });

  it('destroy: only when asked and allowed, and only what it made', async () => {
    const [unallowed, unallowedYes, unasked] = await Promise.all([
      run('commands', 'destroy'),
      run('commands', 'destroy', '--yes'),
      run('commands', 'destroy', '--allow-destructive'),
    ]);
    for (const one of [unallowed, unallowedYes]) {
      expect(one).toMatchObject({ ...refused('--allow-destructive'), stdout: '' });
    }
    expect(unasked).toMatchObject(refused('Answer with --yes'));
    expect(unasked.stdout).toContain('- table dim_language (no longer defined)');
    const all = await run('commands', 'destroy', '--yes', '--allow-destructive');
    expect(all).toEqual(done(expect.stringMatching(/^Dropped \d+ objects\.\n$/)));
    const { rows } = await databases.on('commands', (client) =>
      client.query(
        `select relname::text as name from pg_class where relnamespace = 'public'::regnamespace`,
      ),
    );
    expect(rows).toEqual([{ name: 'theirs' }]);
  });
});

describe('several migrators at once', () => {
  it('wait for each other, and the database is as one alone leaves it', async () => {
    const { admin, on } = databases;
    await admin.query('create database alone');
    await admin.query('create database together');
    expect(await run('alone', 'apply', '--yes')).toMatchObject({ code: 0, stderr: '' });
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => run('together', 'apply', '--yes', '--json')),
    );
    expect(outcomes).toMatchObject(outcomes.map(() => ({ code: 0, stderr: '' })));
    expect(await on('together', catalogDump)).toEqual(await on('alone', catalogDump));
    const results = outcomes.map(({ stdout }) => JSON.parse(stdout) as { changes: unknown[] });
    // One did it all, the others found it done.
    expect(results.filter(({ changes }) => changes.length > 0)).toHaveLength(1);
    const { rows } = await on('together', (client) =>
      client.query('select count(*)::int as n from dim_language'),
    );
    expect(rows).toEqual([{ n: (await bundledLanguages()).length }]);
  });

  it('give up with a word when told not to wait, and take over from one that dies', async () => {
    const { admin, on, urlOf } = databases;
    await admin.query('create database held');
    const proxy = await statementProxy(urlOf('held'), 8);
    const first = startMigrator(['apply', '--yes'], { DATABASE_URL: proxy.url });
    try {
      await proxy.held;
      expect(proxy.statements.join()).toContain('pg_try_advisory_xact_lock');
      expect(await run('held', 'apply', '--yes', '--lock-timeout', '0')).toMatchObject(
        refused('Another migrator'),
      );
      const second = run('held', 'apply', '--yes');
      await until('the second one waits', async () => {
        const { rows } = await admin.query(
          `select 1 from pg_stat_activity where datname = 'held' and query like '%pg_try_advisory%'`,
        );
        return rows.length > 0;
      });
      first.child.kill('SIGKILL');
      await first.done;
      await proxy.close();
      expect(await second).toMatchObject({ code: 0, stderr: '' });
      expect(await on('held', catalogDump)).toEqual(await on('alone', catalogDump));
    } finally {
      first.child.kill('SIGKILL');
      await proxy.close();
    }
  });
});
