import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { DatabaseConnectionError, UnsafeIntegerError } from '../errors.js';
import { describeConnectionError } from './connection-error.js';
import { createDatabase } from './create-database.js';
import { parseInt8 } from './value-types.js';

const url = 'postgres://ana:s3cret@db.example:5433/house';
const failure = (over: object, message = 'x') => Object.assign(new Error(message), over);

describe('describeConnectionError', () => {
  it.each([
    [failure({ code: 'ECONNREFUSED' }), 'refused', 'db.example:5433'],
    [new AggregateError([failure({ code: 'ECONNREFUSED' })]), 'refused', 'db.example:5433'],
    [failure({ code: 'ENOTFOUND' }), 'unknown-host', '"db.example"'],
    [failure({ code: 'ETIMEDOUT' }), 'timeout', 'did not answer'],
    [failure({}, 'timeout expired'), 'timeout', 'did not answer'],
    [failure({ code: '28P01' }), 'password', 'user "ana"'],
    [failure({ code: '28000' }), 'user', 'user "ana"'],
    [
      failure({ code: '28000' }, 'no pg_hba.conf entry for host "::1", user "ana", no encryption'),
      'tls',
      'no-verify',
    ],
    [failure({ code: '3D000' }), 'database', 'no database "house"'],
    [failure({}, 'The server does not support SSL connections'), 'tls', 'sslmode'],
    [failure({ code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'self-signed certificate'), 'tls', 'sslmode'],
    [failure({}, 'Connection terminated unexpectedly'), 'lost', 'closed the connection'],
    ['what?', 'other', 'what?'],
  ])('%s', (error, fault, words) => {
    const described = describeConnectionError(error, { connectionString: url });
    expect(described).toMatchObject({ code: 'ERR_SCHEMA_CONNECTION', fault });
    expect(described.message).toContain(words);
    expect(described.message).not.toContain('s3cret');
    expect(described.cause).toBe(error);
  });
});

describe('createDatabase', () => {
  it('says where no database answers', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    taken.close();
    await once(taken, 'close');
    const db = createDatabase({
      connectionString: `postgres://u:s3cret@127.0.0.1:${port}/d`,
      target: 'postgres',
    });
    await expect(sql`select 1`.execute(db)).rejects.toThrow(DatabaseConnectionError);
    await db.destroy();
  });

  it('never rounds an integer', () => {
    expect(parseInt8('-9007199254740991')).toBe(-9007199254740991);
    expect(() => parseInt8('9007199254740993')).toThrow(UnsafeIntegerError);
  });
});
