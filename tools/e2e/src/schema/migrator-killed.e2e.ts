import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applySchema, createDatabase } from '@wikistream/risingwave-schema';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { catalogDump } from './support/catalog-dump.js';
import { startDatabases } from './support/databases.js';
import { openEmbeddedWarehouse } from './support/embedded-warehouse.js';
import { migrator, startMigrator } from './support/migrator-process.js';
import { startReaders } from './support/readers.js';
import { statementProxy } from './support/statement-proxy.js';
import { schema as first } from './versions/first.js';

// As the build made them: a process that compiles its schema first takes three times as long.
const version = (name: string) =>
  fileURLToPath(new URL(`../../dist/schema/versions/${name}.js`, import.meta.url));
const FIRST = version('first');
const SECOND = version('second');
/** The engine is the same on the embedded database, whose server is slower to make anew: a sample. */
const EMBEDDED_STRIDE = 9;
const ROWS = 40;
const FILL = `
  insert into items select 'i' || i, 'item ' || i from generate_series(0, 3) i;
  insert into orders select i, 'i' || i % 4, 'b' || i from generate_series(1, ${ROWS}) i`;

/** Views that exist before and after, alone and joined in both orders. */
const QUERIES = [
  { text: 'select count(*)::int as n from detail', atLeast: ROWS },
  { text: 'select count(*)::int as n from per_item', atLeast: 4 },
  { text: 'select count(*)::int as n from top', atLeast: ROWS },
  { text: 'select count(*)::int as n from top join per_item using (item)', atLeast: ROWS },
  { text: 'select count(*)::int as n from per_item join top using (item)', atLeast: ROWS },
];

/** A database that can be made what it was before the change, again and again. */
interface Place {
  readonly url: string;
  /** Makes it empty. */
  readonly clear: () => Promise<unknown>;
  /** Makes it the first version of the schema, with rows. */
  readonly prepare: () => Promise<unknown>;
}

const apply = (url: string, schema: string) =>
  migrator(['apply', '--yes', '--schema', schema], { DATABASE_URL: url });

async function on<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Kills a migrator after one statement after another, and has each time the next one finish. */
async function killAfterEachStatement({ url, clear, prepare }: Place, stride: number) {
  await clear();
  expect(await apply(url, SECOND)).toMatchObject({ code: 0, stderr: '' });
  const wanted = await on(url, catalogDump);
  await prepare();
  const before = await on(url, catalogDump);

  let kills = 0;
  let polls = 0;
  let longestMs = 0;
  const statesAfterKill = new Set<string>();
  for (let at = 1, finished = false; !finished; at += stride) {
    if (at > 1) await prepare();
    const proxy = await statementProxy(url, at);
    const readers = await startReaders(url, QUERIES);
    const victim = startMigrator(['apply', '--yes', '--schema', SECOND], {
      DATABASE_URL: proxy.url,
    });
    try {
      finished = await Promise.race([victim.done.then(() => true), proxy.held.then(() => false)]);
      victim.child.kill('SIGKILL');
      const ended = await victim.done;
      await proxy.close();
      const where = `killed after statement ${at}: ${proxy.statements.at(-1)}`;
      if (finished) {
        expect(ended).toMatchObject({ code: 0, stderr: '' });
      } else {
        kills++;
        expect(ended.signal).toBe('SIGKILL');
        statesAfterKill.add(JSON.stringify(await on(url, catalogDump)));
        expect(await apply(url, SECOND), where).toMatchObject({ code: 0, stderr: '' });
      }
      expect(await on(url, catalogDump), where).toEqual(wanted);
      await until('every reader has read', () => readers.polls.every((count) => count > 0));
    } finally {
      victim.child.kill('SIGKILL');
      await proxy.close();
      await readers.stop();
    }
    polls += readers.polls.reduce((sum, count) => sum + count, 0);
    longestMs = Math.max(longestMs, readers.longestMs);
  }
  console.info(
    `a kill after every ${stride === 1 ? '' : `${stride}th `}statement: ${kills} kills, ${polls} polls, longest ${longestMs.toFixed(0)} ms, ${statesAfterKill.size} states after a kill`,
  );
  expect(kills).toBeGreaterThan(20 / stride);
  // Before, between (views done, index not) and after are all there can be.
  expect(statesAfterKill).toContain(JSON.stringify(before));
  if (stride === 1) expect(statesAfterKill).toContain(JSON.stringify(wanted));
  expect(statesAfterKill.size).toBeLessThanOrEqual(3);
}

describe('a migrator killed after each statement in turn is finished by the next, under readers who notice nothing', () => {
  it('on PostgreSQL', { timeout: 600_000 }, async () => {
    const { admin, urlOf, stop } = await startDatabases();
    try {
      await admin.query('create database before');
      expect(await apply(urlOf('before'), FIRST)).toMatchObject({ code: 0, stderr: '' });
      await on(urlOf('before'), (client) => client.query(FILL));
      const make = async (template: string) => {
        await admin.query('drop database if exists round with (force)');
        await admin.query(`create database round template ${template}`);
      };
      const place = { clear: () => make('template0'), prepare: () => make('before') };
      await killAfterEachStatement({ url: urlOf('round'), ...place }, 1);
    } finally {
      await stop();
    }
  });

  it('on the embedded database', { timeout: 600_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wikistream-embedded-'));
    const { url, db, close } = await openEmbeddedWarehouse(folder);
    const engine = createDatabase({ connectionString: url, target: 'postgres' });
    try {
      const clear = () => db.exec('drop schema public cascade; create schema public');
      const prepare = async () => {
        await clear();
        await applySchema(engine, first, { target: 'postgres' });
        await db.exec(FILL);
      };
      await killAfterEachStatement({ url, clear, prepare }, EMBEDDED_STRIDE);
    } finally {
      await engine.destroy();
      await close();
      await rm(folder, { recursive: true });
    }
  });
});
