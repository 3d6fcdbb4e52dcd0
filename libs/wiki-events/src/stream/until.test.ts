import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecentChange } from '../events/recent-change.js';
import { wikipediaArticles } from '../filter/recent-change.js';
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
const UNTIL = '2026-05-01T00:00:20Z';
/** More than the margin beyond `UNTIL`. */
const PAST = 40;

const open = (options: Partial<StreamOptions> = {}) =>
  streamEvents({
    contact: 'tests@example.org',
    url,
    since: START,
    until: UNTIL,
    backoff: { initialMs: 1, maxMs: 5, rateLimitedMs: 2 },
    ...options,
  });
const never = (): boolean => false;
const inCodfw = (n: number, overrides: Record<string, unknown> = {}): RecentChange =>
  change(n, { ...overrides, meta: { ...change(n).meta, topic: CODFW } });
const canary = (n: number): RecentChange =>
  change(n, { meta: { ...change(n).meta, topic: CODFW, domain: 'canary' } });

describe('until', () => {
  // The topics come one after the other: the idle one's canary of days later says nothing of the busy one.
  it.each([
    ['a canary', canary(PAST)],
    ['an event', inCodfw(PAST)],
    ['an event told by its bytes', inCodfw(PAST, { type: 'edit' })],
  ])('is not reached by %s of another topic', async (_, later) => {
    server.readFirst = [CODFW];
    server.append(later, ...changes(1, PAST));
    const stream = open({ filter: wikipediaArticles() });
    expect(ids(await collect(stream, never))).toEqual(uuids(1, 20));
  });

  it('is reached when every topic is past it, in whatever order they are read', async () => {
    for (const readFirst of [[], [CODFW], [EQIAD]]) {
      server.readFirst = readFirst;
      if (server.requests.length === 0) {
        server.append(...changes(1, 10), inCodfw(11), ...changes(12, PAST), inCodfw(PAST + 1));
      }
      const delivered = ids(await collect(open(), never)).toSorted();
      expect(delivered, readFirst.join()).toEqual(uuids(1, 20));
    }
  });

  it('is reached where nothing matches', async () => {
    const edits = changes(1, PAST).map((event) => ({ ...event, type: 'edit' }) as never);
    server.append(...edits);
    const stream = open({ filter: wikipediaArticles(), untilQuietMs: 30 });
    expect(ids(await collect(stream, never))).toEqual([]);
    // All but the first, which tells where its topic begins.
    expect(stream.stats.skipped).toBe(PAST - 1);
  });

  it('does not wait for ever for a topic that is silent', async () => {
    server.append(...changes(1, PAST));
    expect(ids(await collect(open({ untilQuietMs: 30 }), never))).toEqual(uuids(1, 20));
  });

  it('waits for a topic that is not', async () => {
    server.append(...changes(1, 3), canary(PAST));
    const stream = open({ untilQuietMs: 400 });
    let last = 3;
    const items = await collect(stream, (all) => {
      // Each comes well within the time silence may last, all together take longer than it.
      if (all.at(-1)?.type === 'event' && last < 20) {
        setTimeout(() => server.append(change((last += 1))), 30);
      }
      return false;
    });
    expect(ids(items)).toEqual(uuids(1, 20));
  });

  it('does not count the time a slow consumer takes as silence', async () => {
    // So large that they come in many chunks, which lie ready while the consumer is busy.
    const large = (event: RecentChange) => ({ ...event, comment: 'x'.repeat(100_000) });
    server.append(...changes(1, PAST).map(large), canary(PAST));
    server.readFirst = [CODFW];
    const delivered: unknown[] = [];
    for await (const item of open({ untilQuietMs: 150 })) {
      if (item.type !== 'event') continue;
      delivered.push(item.event.meta.id);
      if (delivered.length % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(delivered).toEqual(uuids(1, 20));
  });

  it('holds across a cut, and in a run that goes on behind it', async () => {
    server.append(...changes(1, PAST), canary(PAST));
    server.readFirst = [CODFW];
    server.scripts.push({ cutAfter: 15 });
    const stream = open();
    expect(ids(await collect(stream, never))).toEqual(uuids(1, 20));
    const again = open({ state: stream.state });
    expect(ids(await collect(again, never))).toEqual([]);
  });
});

describe('the time of the latest event', () => {
  it('is that of the topic which carries the stream', async () => {
    server.readFirst = [CODFW];
    server.append(canary(5_000), ...changes(1, 30));
    const stream = streamEvents({ contact: 'tests@example.org', url, since: START });
    expect(stream.stats.latestEventTime).toBeUndefined();
    await collect(stream, events(30));
    expect(stream.stats.latestEventTime).toBe(Date.parse('2026-05-01T00:00:30Z'));
    expect({ ...stream.stats }.latestEventTime).toBe(Date.parse('2026-05-01T00:00:30Z'));
  });

  it('moves over with the stream to the other datacentre', async () => {
    server.append(...changes(1, 200), ...Array.from({ length: 300 }, (_, i) => inCodfw(201 + i)));
    const stream = streamEvents({ contact: 'tests@example.org', url, since: START });
    await collect(stream, events(500));
    expect(stream.stats.latestEventTime).toBe(Date.parse('2026-05-01T00:08:20Z'));
  });
});
