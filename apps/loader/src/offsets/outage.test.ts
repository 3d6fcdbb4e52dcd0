import { expect, it, vi } from 'vitest';
import type { Logger } from '@wikistream/service-kit';
import { isOutage, throughOutages } from './outage.js';

const failure = (message: string, code?: string) => Object.assign(new Error(message), { code });

it.each([
  failure('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'),
  failure('terminating connection due to administrator command', '57P01'),
  failure('the database system is starting up', '57P03'),
  failure('sorry, too many clients already', '53300'),
  failure('could not extend file: No space left on device', '53100'),
  failure('deadlock detected', '40P01'),
  failure('canceling statement due to statement timeout', '57014'),
  failure('terminating connection due to idle-in-transaction timeout', '25P03'),
  failure('Connection terminated unexpectedly'),
  failure('Query read timeout'),
  failure('timeout expired'),
  failure('Client has encountered a connection error and is not queryable'),
  failure('Client was closed and is not queryable'),
])('waits out $message', (error) => {
  expect(isOutage(error)).toBe(true);
});

it.each([
  failure('relation "ods_wiki_new_table" does not exist', '42P01'),
  failure('invalid byte sequence for encoding "UTF8": 0x00', '22021'),
  failure('password authentication failed', '28P01'),
  'not even an error',
])('does not wait for $message', (error) => {
  expect(isOutage(error)).toBe(false);
});

it('waits for a database that is still starting, and tells of it once', async () => {
  const warn = vi.fn();
  const options = { logger: { warn } as unknown as Logger, signal: new AbortController().signal };
  let calls = 0;
  const work = async () => {
    calls += 1;
    if (calls === 1) throw failure('the database system is starting up', '57P03');
    return 'there';
  };
  expect(await throughOutages(work, options)).toBe('there');
  expect(warn).toHaveBeenCalledOnce();
  const refused = failure('permission denied', '42501');
  await expect(throughOutages(async () => Promise.reject(refused), options)).rejects.toBe(refused);
});
