import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { catalogDump } from './support/catalog-dump.js';
import { startDatabases, type Databases } from './support/databases.js';
import { migrator, startMigrator } from './support/migrator-process.js';
import { startReaders } from './support/readers.js';
import { statementProxy } from './support/statement-proxy.js';

// As the build made them: a process that compiles its schema first takes three times as long.
const version = (name: string) =>
  fileURLToPath(new URL(`../../dist/schema/versions/${name}.js`, import.meta.url));
const FIRST = version('first');
const SECOND = version('second');
/** Kills after every n-th statement only, to keep the suite short; 1 is the whole proof. */
const STRIDE = Number(process.env.E2E_MIGRATOR_KILL_STRIDE ?? 5);
const ROWS = 40;

let databases: Databases;

beforeAll(async () => {
  databases = await startDatabases();
});
afterAll(() => databases.stop());

const apply = (database: string, schema: string) =>
  migrator(['apply', '--yes', '--schema', schema], { DATABASE_URL: databases.urlOf(database) });

/** Views that exist before and after, alone and joined in both orders. */
const QUERIES = [
  { text: 'select count(*)::int as n from detail', atLeast: ROWS },
  { text: 'select count(*)::int as n from per_item', atLeast: 4 },
  { text: 'select count(*)::int as n from top', atLeast: ROWS },
  { text: 'select count(*)::int as n from top join per_item using (item)', atLeast: ROWS },
  { text: 'select count(*)::int as n from per_item join top using (item)', atLeast: ROWS },
];

describe('a migrator killed on PostgreSQL', () => {
  it('after each statement in turn is finished by the next, under readers who notice nothing', async () => {
    const { admin, on, urlOf } = databases;
    await admin.query('create database wanted');
    expect(await apply('wanted', SECOND)).toMatchObject({ code: 0, stderr: '' });
    const wanted = await on('wanted', catalogDump);

    await admin.query('create database before');
    expect(await apply('before', FIRST)).toMatchObject({ code: 0, stderr: '' });
    await on('before', (client) =>
      client.query(`
        insert into items select 'i' || i, 'item ' || i from generate_series(0, 3) i;
        insert into orders select i, 'i' || i % 4, 'b' || i from generate_series(1, ${ROWS}) i`),
    );
    const before = await on('before', catalogDump);

    let kills = 0;
    let polls = 0;
    let longestMs = 0;
    const statesAfterKill = new Set<string>();
    for (let at = 1, finished = false; !finished; at += STRIDE) {
      await admin.query('create database round template before');
      const proxy = await statementProxy(urlOf('round'), at);
      const readers = await startReaders(urlOf('round'), QUERIES);
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
          statesAfterKill.add(JSON.stringify(await on('round', catalogDump)));
          expect(await apply('round', SECOND), where).toMatchObject({ code: 0, stderr: '' });
        }
        expect(await on('round', catalogDump), where).toEqual(wanted);
        await until('every reader has read', () => readers.polls.every((count) => count > 0));
      } finally {
        victim.child.kill('SIGKILL');
        await proxy.close();
        await readers.stop();
      }
      polls += readers.polls.reduce((sum, count) => sum + count, 0);
      longestMs = Math.max(longestMs, readers.longestMs);
      await admin.query('drop database round with (force)');
    }
    console.info(
      `${kills} kills, ${polls} polls, longest ${longestMs.toFixed(0)} ms, ${statesAfterKill.size} states after a kill`,
    );
    expect(kills).toBeGreaterThan(20 / STRIDE);
    // Before, between (views done, index not) and after are all there can be.
    expect(statesAfterKill).toContain(JSON.stringify(before));
    if (STRIDE === 1) expect(statesAfterKill).toContain(JSON.stringify(wanted));
    expect(statesAfterKill.size).toBeLessThanOrEqual(3);
  }, 600_000);
});
