import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UserLookupError } from '../errors.js';
import { isAnonymous } from './anonymous.js';
import { UserDirectory, type UserDirectoryOptions } from './user-directory.js';

interface Seen {
  readonly host: string | null;
  readonly names: string[];
  readonly maxlag: string | null;
  readonly userAgent: string | undefined;
}

let server: Server;
let base: string;
let seen: Seen[];
let answer: (
  names: string[],
) => { status?: number; headers?: Record<string, string>; body: unknown } | undefined;

const users = (names: string[]) => ({
  body: {
    query: {
      users: names.map((name) =>
        name.startsWith('Missing')
          ? { name, missing: true }
          : {
              name,
              userid: 1,
              editcount: name.length,
              registration: '2020-01-02T03:04:05Z',
              gender: 'female',
            },
      ),
    },
  },
});

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return new URLSearchParams(text);
}

beforeEach(async () => {
  seen = [];
  answer = users;
  server = createServer((request, response) => {
    void bodyOf(request).then((form) => {
      const names = (form.get('ususers') ?? '').split('|');
      const host = new URL(request.url ?? '/', 'http://localhost').searchParams.get('host');
      seen.push({
        host,
        names,
        maxlag: form.get('maxlag'),
        userAgent: request.headers['user-agent'],
      });
      const reply = answer(names);
      if (reply === undefined) return;
      response.writeHead(reply.status ?? 200, reply.headers);
      response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

let failures: UserLookupError[];
const directory = (options: Partial<UserDirectoryOptions> = {}): UserDirectory => {
  // An array of its own: a directory of an earlier test may still be waiting for its answer.
  const own: UserLookupError[] = [];
  failures = own;
  return new UserDirectory({
    contact: 'tests@example.org',
    requestsPerSecond: 1_000,
    endpoint: (host) => `${base}/w/api.php?host=${host}`,
    onFailure: (error) => own.push(error),
    ...options,
  });
};
const en = (name: string) => ({ host: 'en.wikipedia.org', name });

describe('UserDirectory', () => {
  it('asks for fifty names of a wiki at a time, and for none twice', async () => {
    const people = Array.from({ length: 120 }, (_, i) => en(`User ${i}`));
    const known = directory();
    const find = await known.lookUp(
      [...people, ...people, { host: 'de.wikipedia.org', name: 'Eine' }],
      5_000,
    );
    expect(seen.map(({ host, names }) => [host, names.length])).toEqual([
      ['en.wikipedia.org', 50],
      ['en.wikipedia.org', 50],
      ['en.wikipedia.org', 20],
      ['de.wikipedia.org', 1],
    ]);
    expect(seen[0]).toMatchObject({
      maxlag: '5',
      userAgent: expect.stringContaining('tests@example.org') as string,
    });
    expect(find(en('User 119'))).toEqual({
      registration: '2020-01-02T03:04:05Z',
      gender: 'female',
      editCount: 8,
    });
    await known.lookUp(people, 5_000);
    expect(seen).toHaveLength(4);
  });

  it('does not ask for those without an account, nor again for the unknown', async () => {
    const known = directory();
    for (let i = 0; i < 2; i += 1) {
      const find = await known.lookUp(
        [en('192.0.2.1'), en('2001:db8::1'), en('~2026-123-45'), en('Missing'), en('')],
        5_000,
      );
      expect(find(en('192.0.2.1'))).toBeUndefined();
      expect(find(en('Missing'))).toBeUndefined();
    }
    expect(seen.map(({ names }) => names)).toEqual([['Missing']]);
  });

  it('never takes longer than it may', async () => {
    answer = () => undefined;
    const startedAt = Date.now();
    const find = await directory({ timeoutMs: 500 }).lookUp([en('Slow')], 60);
    expect(Date.now() - startedAt).toBeLessThan(450);
    expect(find(en('Slow'))).toBeUndefined();
  });

  it.each([
    ['a refusal', { status: 429, headers: { 'retry-after': '120' }, body: '' }],
    ['lagging servers', { headers: { 'retry-after': '120' }, body: { error: { code: 'maxlag' } } }],
    ['an error page', { status: 503, body: '<html>' }],
    ['nonsense', { body: '<html>' }],
    ['another shape', { body: { query: { users: 'none' } } }],
  ])('pauses after %s, and leaves everybody alone meanwhile', async (_, reply) => {
    answer = () => reply;
    const known = directory();
    for (let i = 0; i < 3; i += 1) {
      const find = await known.lookUp([en('Somebody')], 1_000);
      expect(find(en('Somebody'))).toBeUndefined();
    }
    expect(seen).toHaveLength(1);
    expect(failures).toHaveLength(1);
    expect(failures[0]?.code).toBe('ERR_WIKI_USER_LOOKUP');
  });

  it('keeps its rate', async () => {
    const people = Array.from({ length: 200 }, (_, i) => en(`User ${i}`));
    const startedAt = Date.now();
    await directory({ requestsPerSecond: 20 }).lookUp(people, 5_000);
    expect(seen).toHaveLength(4);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(140);
  });

  it('keeps its rate after failures too, even where the server asks for no pause', async () => {
    answer = () => ({ status: 503, headers: { 'retry-after': '0' }, body: '' });
    const known = directory({ requestsPerSecond: 0.01 });
    for (let i = 0; i < 3; i += 1) await known.lookUp([en(`User ${i}`)], 500);
    expect(seen).toHaveLength(1);
  });

  it('takes no account whose edits no integer can count', async () => {
    answer = (names) => ({
      body: { query: { users: names.map((name) => ({ name, editcount: 1e21 })) } },
    });
    const find = await directory().lookUp([en('Busy')], 5_000);
    expect(find(en('Busy'))).toBeUndefined();
    expect(failures).toEqual([]);
  });

  it('goes through the proxy the environment names', async () => {
    const hosts: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      hosts.push(request.url ?? '');
      socket.end('HTTP/1.1 502 no\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('https_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    vi.stubEnv('no_proxy', '');
    vi.stubEnv('NO_PROXY', '');
    try {
      await directory({ endpoint: (host) => `https://${host}/w/api.php` }).lookUp(
        [{ host: 'en.wikipedia.invalid', name: 'Somebody' }],
        5_000,
      );
    } finally {
      vi.unstubAllEnvs();
      await new Promise((resolve) => proxy.close(resolve));
    }
    expect(hosts).toEqual(['en.wikipedia.invalid:443']);
  });

  it('remembers a bounded number', async () => {
    const known = directory({ cacheSize: 10 });
    const people = Array.from({ length: 30 }, (_, i) => en(`User ${i}`));
    const find = await known.lookUp(people, 5_000);
    expect(people.filter((user) => find(user) !== undefined)).toHaveLength(10);
  });
});

describe('isAnonymous', () => {
  it('knows addresses and temporary accounts', () => {
    expect(
      ['192.0.2.1', '2001:db8::1', '~2026-1', '~2026-123-45', '*Unregistered 7', ''].every(
        isAnonymous,
      ),
    ).toBe(true);
    expect(['Someone', '~tilde', '2026', '192.0.2'].some(isAnonymous)).toBe(false);
  });
});
