import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect, events, ids } from '../testing/collect.js';
import { change, CODFW, EQIAD, uuids } from '../testing/events.js';
import { changes, FakeEventStreams } from '../testing/fake-eventstreams.js';
import type { StreamOptions } from './options.js';
import { streamEvents } from './stream-events.js';

let server: FakeEventStreams;
let url: string;

beforeEach(async () => {
  server = new FakeEventStreams();
  url = await server.listen();
});
afterEach(() => server.close());

const START = '2026-05-01T00:00:00Z';
const open = (options: Partial<StreamOptions> = {}) =>
  streamEvents({
    contact: 'tests@example.org',
    url,
    since: START,
    proofTimeoutMs: 50,
    backoff: { initialMs: 1, maxMs: 5, rateLimitedMs: 2 },
    ...options,
  });
const inCodfw = (n: number) => change(n, { meta: { ...change(n).meta, topic: CODFW } });

describe('a server that takes no cursor at all', () => {
  // One moment has to do for all topics, and the idle topic's is far behind the busy one's.
  const rejectAll = () => server.scripts.push({ reject: 'any' }, { reject: 'any' });

  it('repeats nothing of the busy topic for the sake of the idle one, and reports the overlap', async () => {
    server.append(inCodfw(1), ...changes(2, 101));
    const first = open();
    await collect(first, events(101));
    server.append(...changes(102, 110), inCodfw(111));
    rejectAll();
    const second = open({ state: first.state });
    const items = await collect(second, events(10));
    expect(ids(items).toSorted()).toEqual(uuids(102, 111));
    expect(items).toContainEqual(
      expect.objectContaining({ type: 'resumed', topic: EQIAD, by: 'timestamp' }),
    );
    expect(items).toContainEqual(
      expect.objectContaining({ type: 'overlap', topic: EQIAD, reread: 100, dropped: 100 }),
    );
    expect(second.stats).toMatchObject({ missing: 0, gaps: 0 });
  });

  it('is asked for offsets again once it has been read without', async () => {
    server.append(inCodfw(1), ...changes(2, 60));
    const first = open();
    await collect(first, events(60));
    rejectAll();
    server.scripts.push({ cutAfter: 65 });
    server.append(...changes(61, 80));
    const second = open({ state: first.state });
    expect(ids(await collect(second, events(20)))).toEqual(uuids(61, 80));
    expect(second.stats.reconnects).toMatchObject({ 'cursor-rejected': 2, planned: 1 });
    expect(server.requests.at(-1)?.lastEventId).toContainEqual(
      expect.objectContaining({ topic: EQIAD, offset: expect.any(Number) as number }),
    );
  });
});

describe('a topic that has not been heard', () => {
  it('delivers after a cut nothing older than was asked for', async () => {
    // Both happened before: the one within the margin of a rewind.
    server.append(inCodfw(5), ...changes(21, 25));
    server.scripts.push({ cutAfter: 3 });
    const stream = open({ since: '2026-05-01T00:00:10Z' });
    const items = await collect(stream, (all) => {
      if (all.at(-1)?.type === 'disconnected') server.append(inCodfw(26));
      return events(6)(all);
    });
    expect(ids(items)).toEqual(uuids(21, 26));
  });

  it('keeps the place another client had in it, across cuts and restarts', async () => {
    server.append(...changes(1, 6));
    const lastEventId = JSON.stringify([
      { topic: EQIAD, partition: 0, timestamp: Date.parse('2026-05-01T00:00:03Z') },
      { topic: CODFW, partition: 0, timestamp: Date.parse('2026-05-01T00:00:02Z') },
    ]);
    server.scripts.push({ cutAfter: 2 });
    const first = open({ lastEventId });
    const items = await collect(first, (all) => {
      // While nobody is connected, the other datacentre says something at last.
      if (all.at(-1)?.type === 'disconnected') server.append(inCodfw(7));
      return events(5)(all);
    });
    expect(ids(items)).toEqual(uuids(3, 7));

    const unheard = open({ lastEventId });
    await collect(unheard, (all) => all.length === 1);
    const second = open({ state: unheard.state });
    expect(ids(await collect(second, events(5)))).toEqual(uuids(3, 7));
  });

  it('keeps the offset another client had in it', async () => {
    server.append(...changes(1, 6), inCodfw(7));
    const lastEventId = JSON.stringify([
      { topic: EQIAD, partition: 0, offset: 4 },
      { topic: CODFW, partition: 0, offset: 0 },
    ]);
    server.scripts.push({ cutAfter: 1 });
    const items = await collect(open({ lastEventId }), events(3));
    expect(ids(items)).toEqual(uuids(5, 7));
    expect(server.requests[1]?.lastEventId).toContainEqual({
      topic: CODFW,
      partition: 0,
      offset: 0,
    });
  });
});
