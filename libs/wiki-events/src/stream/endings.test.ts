import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StreamStateError } from '../errors.js';
import { collect, events, ids } from '../testing/collect.js';
import { change, uuid } from '../testing/events.js';
import { FakeEventStreams } from '../testing/fake-eventstreams.js';
import type { DisconnectedItem } from './items.js';
import { LONGEST_WAIT_MS } from './backoff.js';
import type { StreamOptions } from './options.js';
import { streamEvents } from './stream-events.js';

let server: FakeEventStreams;
let url: string;

beforeEach(async () => {
  server = new FakeEventStreams();
  url = await server.listen();
});
afterEach(() => server.close());

const open = (options: Partial<StreamOptions> = {}) =>
  streamEvents({
    contact: 'tests@example.org',
    url,
    since: '2026-05-01T00:00:00Z',
    backoff: { initialMs: 1, maxMs: 5, rateLimitedMs: 2 },
    ...options,
  });

/** The first `count` ends of connections. */
async function endings(count: number, options: Partial<StreamOptions> = {}) {
  const found = (items: readonly { type: string }[]) =>
    items.filter(({ type }) => type === 'disconnected') as unknown as DisconnectedItem[];
  return found(await collect(open(options), (all) => found(all).length >= count));
}

describe('a connection the server closes', () => {
  it('is at fault when it brought nothing, and the next one waits longer', async () => {
    server.scripts.push(...Array.from({ length: 6 }, () => ({ cutAfter: 0 })));
    server.append(change(1));
    const ends = await endings(6, { backoff: { initialMs: 1, maxMs: 1_000, rateLimitedMs: 1 } });
    expect(new Set(ends.map(({ cause }) => cause))).toEqual(new Set(['network']));
    expect(ends[0]?.detail).toContain('before any event');
    expect(ends.at(-1)?.retryInMs).toBeGreaterThanOrEqual(16);
  });

  it('is at fault when it closes it in mid-frame, however cleanly', async () => {
    const torn = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`data: ${JSON.stringify(change(1))}\n\ndata: {"half`);
    });
    await withServer(torn, async (address) => {
      const [end] = await endings(1, { url: address });
      expect(end).toMatchObject({
        cause: 'network',
        detail: expect.stringContaining('in mid-frame') as string,
      });
    });
  });

  it('is routine at its usual age, whatever it brought', async () => {
    server.scripts.push({ cutAfter: 0 });
    server.append(change(1));
    const [end] = await endings(1, { plannedCutMs: 0.001 });
    expect(end?.cause).toBe('planned');
  });
});

describe('the wait before the next connection', () => {
  it('keeps a floor where the server asks for none', async () => {
    server.scripts.push({ preamble: 'retry: 0\n\n', cutAfter: 0 });
    server.append(change(1));
    const [end] = await endings(1, { backoff: { initialMs: 1_000, maxMs: 60_000 } });
    expect(end?.retryInMs).toBeGreaterThanOrEqual(125);
  });

  it('is at least half a minute after a 429, whatever shorter time the server names', async () => {
    for (const seconds of ['0', '1']) {
      server.scripts.push({ status: 429, headers: { 'retry-after': seconds } });
      const [end] = await endings(1, { backoff: {} });
      expect(end?.retryInMs).toBeGreaterThanOrEqual(30_000);
    }
  });

  it('is one a timer can wait, however long the server asks for', async () => {
    for (const seconds of ['2592000', '9'.repeat(400)]) {
      server.scripts.push({ status: 503, headers: { 'retry-after': seconds } });
      const [end] = await endings(1);
      expect(end?.retryInMs).toBe(LONGEST_WAIT_MS);
    }
  });
});

describe('a refusal', () => {
  it('whose body never ends is read for so long only', async () => {
    server.scripts.push({ status: 503, body: 'busy, come', stalled: true });
    server.append(change(1));
    const stream = open({ connectTimeoutMs: 40 });
    const items = await collect(stream, events(1));
    expect(ids(items)).toEqual([uuid(1)]);
    expect(items[0]).toMatchObject({ cause: 'http', detail: '503 busy, come' });
  });

  it('whose body is endless is read for so much only', async () => {
    const endless = createServer((_, response) => {
      response.writeHead(503);
      const more = (): void => void (response.destroyed || response.write('x'.repeat(9_999), more));
      more();
    });
    await withServer(endless, async (address) => {
      const [end] = await endings(1, { url: address });
      expect(end?.detail.length).toBeLessThan(600);
    });
  });
});

describe('a stored state', () => {
  it('is checked before anything is asked for', () => {
    const broken = { version: 1, partitions: [{ topic: 't', partition: 0 }] };
    expect(() => open({ state: broken as never })).toThrow(
      expect.objectContaining({ code: 'ERR_WIKI_STATE_INVALID' }) as StreamStateError,
    );
  });
});

/** Serves for the length of a check. */
async function withServer(own: Server, check: (url: string) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  try {
    await check(`http://127.0.0.1:${(own.address() as AddressInfo).port}`);
  } finally {
    own.closeAllConnections();
    await new Promise((resolve) => own.close(resolve));
  }
}
