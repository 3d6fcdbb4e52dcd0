import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { resumeTime } from './resume-time.js';
import { openWarehouse } from './warehouse.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'demo-warehouse-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const open = (folder = dataDir) => openWarehouse({ dataDir: folder, host: '127.0.0.1', port: 0 });

it('keeps what was committed when its process is killed', async () => {
  const child = fork(new URL('../testing/write-until-killed.ts', import.meta.url), [dataDir], {
    execArgv: ['--import', 'tsx', '--conditions', '@wikistream/source'],
  });
  let committed = -1;
  await new Promise<void>((resolve) => {
    child.on('message', (n) => {
      committed = n as number;
      if (committed === 200) resolve();
    });
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  // A killed process cannot give back its claim; it lapses ten seconds after its last renewal.
  const past = new Date(Date.now() - 60_000);
  await utimes(`${dataDir}.lock`, past, past);

  const warehouse = await open();
  const { rows } = await warehouse.db.query<{ n: number }>('select count(*)::int as n from t');
  expect(rows[0]?.n).toBeGreaterThanOrEqual(committed + 1);
  await warehouse.close();
});

it('refuses a folder another pipeline uses, and one that cannot be used, in a sentence', async () => {
  const warehouse = await open();
  await expect(open()).rejects.toThrow(/is used by another running pipeline/);
  await warehouse.close();
  await (await open()).close();

  const file = join(dataDir, 'file');
  await writeFile(file, '');
  await expect(open(join(file, 'below'))).rejects.toThrow(/a part of the path is a file/);
});

it('resumes from the oldest untranslated article of the week, else from the newest article', async () => {
  const warehouse = await open();
  const { db } = warehouse;
  await db.exec(`
    create table ods_wiki_new_table (wiki text, id bigint, event_time timestamptz);
    create table ods_wiki_new_translator_table (wiki text, id bigint);`);
  expect(await resumeTime(db)).toBeUndefined();

  const at = (minutesAgo: number) =>
    new Date(Math.floor(Date.now() / 1000) * 1000 - minutesAgo * 60_000);
  const article = (id: number, minutesAgo: number) =>
    db.query("insert into ods_wiki_new_table values ('dewiki', $1, $2)", [id, at(minutesAgo)]);
  const translated = (id: number) =>
    db.query("insert into ods_wiki_new_translator_table values ('dewiki', $1)", [id]);
  const secondsBefore = async (moment: Date) =>
    (moment.getTime() - Date.parse((await resumeTime(db)) ?? '')) / 1000;

  await article(1, 60);
  await article(2, 30);
  await translated(1);
  await translated(2);
  expect(await secondsBefore(at(30))).toBe(30);

  await article(3, 45);
  expect(await secondsBefore(at(45))).toBe(30);

  // EventStreams no longer has what is older than a week.
  await translated(3);
  await article(4, 60 * 24 * 8);
  expect(await secondsBefore(at(30))).toBe(30);
  await warehouse.close();
});
