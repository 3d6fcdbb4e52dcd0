import Type, { type Static } from 'typebox';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { StreamRefusedError } from '../errors.js';
import { compileDecoder } from '../events/decode.js';
import { EventEnvelopeSchema } from '../events/envelope.js';
import { where } from '../filter/filter.js';
import type { RecentChange } from '../events/recent-change.js';
import { wikipediaArticles } from '../filter/recent-change.js';
import { change, CODFW, EQIAD, uuid, uuids } from '../testing/events.js';
import { changes, FakeEventStreams } from '../testing/fake-eventstreams.js';
import { collect, events, ids } from '../testing/collect.js';
import type { StreamItem } from './items.js';
import type { StreamOptions } from './options.js';
import { streamEvents } from './stream-events.js';

let server: FakeEventStreams;
let url: string;
const START = '2026-05-01T00:00:00Z';

beforeEach(async () => {
  server = new FakeEventStreams();
  url = await server.listen();
});
afterEach(() => server.close());

const open = (options: Partial<StreamOptions> = {}) =>
  streamEvents({
    contact: 'tests@example.org',
    url,
    since: START,
    proofTimeoutMs: 50,
    backoff: { initialMs: 1, maxMs: 5, rateLimitedMs: 2 },
    ...options,
  });
const types = (items: readonly StreamItem<never>[] | readonly { type: string }[]): string[] =>
  items.map(({ type }) => type);

describe('reading', () => {
  it('delivers events in order, introduces itself, and closes its connection when left', async () => {
    server.append(...changes(1, 5));
    const items = await collect(open(), events(5));
    expect(ids(items)).toEqual(uuids(1, 5));
    expect(items[0]).toMatchObject({ type: 'connected', connection: 1 });
    const [first] = items.filter((item) => item.type === 'event');
    expect(JSON.parse(String(first?.raw))).toEqual(first?.event);
    expect(server.requests[0]?.userAgent).toMatch(
      /^wikistream\/\S+ \(tests@example\.org\) \S+\/\S+$/,
    );
    await expect.poll(() => server.open).toBe(0);
  });

  it('hands out the same items in portions, and only once either way', async () => {
    server.append(...changes(1, 500));
    const stream = open();
    const portions: StreamItem<RecentChange>[][] = [];
    for await (const portion of stream.batches()) {
      portions.push([...portion]);
      if (ids(portions.flat()).length === 500) break;
    }
    expect(ids(portions.flat())).toEqual(uuids(1, 500));
    expect(portions.length).toBeLessThan(250);
    expect(portions.every((portion) => portion.length > 0)).toBe(true);
    await expect.poll(() => server.open).toBe(0);
    expect(() => stream[Symbol.asyncIterator]()).toThrow('iterated only once');
    expect(() => stream.batches()).toThrow('iterated only once');
  });

  it('begins with what happens next when asked for nothing else', async () => {
    server.append(...changes(1, 5));
    const stream = streamEvents({ contact: 'tests@example.org', url });
    const reading = collect(stream, events(2));
    await expect.poll(() => server.open).toBe(1);
    server.append(...changes(6, 7));
    expect(ids(await reading)).toEqual(uuids(6, 7));
  });

  it('drops canaries and what the filter refuses, and says where it stands all the same', async () => {
    server.append(
      change(1),
      change(2, { type: 'edit' as 'new' }),
      {
        $schema: '/mediawiki/recentchange/1.0.1',
        meta: { ...change(3).meta, domain: 'canary' },
      } as never,
      change(4, { server_name: 'commons.wikimedia.org' }),
      change(5, { namespace: 1 }),
      change(6),
    );
    const stream = open({ filter: wikipediaArticles() });
    const items = await collect(stream, events(2));
    expect(ids(items)).toEqual([uuid(1), uuid(6)]);
    expect(stream.stats).toMatchObject({ read: 6, selected: 2, canaries: 1, missing: 0 });
    // The edit and the talk page were told from their bytes; the others had to be decoded.
    expect(stream.stats.skipped).toBe(2);
    expect(stream.state.partitions[0]).toMatchObject({ topic: EQIAD, offset: 5, id: uuid(6) });
  });

  it('selects the same where almost everything matches, and reports no fault of what could not', async () => {
    const edit = { type: 'edit' as 'new' };
    server.append(
      ...changes(1, 40),
      change(41, { ...edit, title: 5 as never }),
      change(42, edit),
      change(43, { title: 5 as never }),
      ...changes(44, 90),
      change(91, edit),
      change(92, edit),
      change(93),
    );
    const stream = open({ filter: wikipediaArticles() });
    const items = await collect(stream, events(88));
    expect(ids(items)).toEqual([...uuids(1, 40), ...uuids(44, 90), uuid(93)]);
    expect(items.filter(({ type }) => type === 'invalid')).toMatchObject([
      { position: { id: uuid(43) } },
    ]);
    expect(stream.stats).toMatchObject({ read: 93, invalid: 1, missing: 0 });
    expect(stream.state.partitions[0]).toMatchObject({ id: uuid(93) });
  });

  it('reports no broken frame that could not match, whatever came before it', async () => {
    /** A frame that lacks its last brace. */
    const frame = (event: object) => `data: ${JSON.stringify(event).slice(0, -1)}`;
    const brokenEdit = (n: number) => `${frame(change(n, { type: 'edit' as 'new' }))}\n\n`;
    const matches = changes(1, 40).map((event) => `${frame(event)}}\n\n`);
    server.scripts.push({
      preamble: [...matches, brokenEdit(41), brokenEdit(42), `${frame(change(43))}\n\n`].join(''),
    });
    const stream = open({ filter: wikipediaArticles() });
    const items = await collect(stream, (all) => all.some(({ type }) => type === 'invalid'));
    expect(ids(items)).toEqual(uuids(1, 40));
    expect(items.filter(({ type }) => type === 'invalid')).toMatchObject([
      { position: { id: uuid(43) } },
    ]);
    expect(stream.stats).toMatchObject({ read: 43, skipped: 2, invalid: 1 });
  });

  it('reports progress while nothing matches', async () => {
    server.append(...changes(1, 3).map((event) => ({ ...event, type: 'edit' }) as never));
    const stream = open({ filter: wikipediaArticles(), progressMs: 1 });
    const waking = setInterval(() => server.append(change(900, { type: 'edit' as 'new' })), 5);
    const items = await collect(stream, (all) => all.some(({ type }) => type === 'progress'));
    clearInterval(waking);
    expect(items.at(-1)?.cursor).toEqual([
      expect.objectContaining({ topic: EQIAD }),
      expect.objectContaining({ topic: CODFW }),
    ]);
    expect(ids(items)).toEqual([]);
  });

  it('hands over what it cannot read, and goes on', async () => {
    server.append(change(1), change(2, { title: 7 as never }), change(3));
    server.scripts.push({ preamble: ':ok\n\ndata: {broken\n\ndata: [1]\n\n' });
    const stream = open();
    const items = await collect(stream, events(2));
    const invalid = items.flatMap((item) => (item.type === 'invalid' ? [item] : []));
    expect(invalid.map(({ error }) => error.code)).toEqual([
      'ERR_WIKI_EVENT_MALFORMED',
      'ERR_WIKI_EVENT_MALFORMED',
      'ERR_WIKI_EVENT_INVALID',
    ]);
    expect(invalid[0]?.raw.toString()).toBe('{broken');
    expect(invalid[2]?.error.message).toContain('"title"');
    expect(invalid[2]?.position).toMatchObject({ topic: EQIAD, offset: 1 });
    expect(ids(items)).toEqual([uuid(1), uuid(3)]);
  });

  it('skips a frame above the bound without holding it', async () => {
    server.append(change(1), change(2, { comment: 'x'.repeat(300_000) }), change(3));
    const items = await collect(open({ maxFrameBytes: 100_000 }), events(2));
    const [large] = items.filter((item) => item.type === 'invalid');
    expect(large?.error).toMatchObject({ code: 'ERR_WIKI_FRAME_TOO_LARGE', limit: 100_000 });
    expect(large?.raw.length).toBeLessThan(20_000);
    expect(large?.position).toMatchObject({ offset: 1, id: uuid(2) });
    expect(ids(items)).toEqual([uuid(1), uuid(3)]);
  });

  it("passes on the server's own errors", async () => {
    server.append(change(1));
    server.scripts.push({ preamble: 'event: error\nid: []\ndata: {"message":"broker away"}\n\n' });
    const items = await collect(open(), events(1));
    expect(items).toContainEqual(
      expect.objectContaining({ type: 'server-error', detail: '{"message":"broker away"}' }),
    );
  });

  it('ends quietly when aborted, at any moment', async () => {
    server.append(...changes(1, 3));
    const control = new AbortController();
    const stream = open({ signal: control.signal });
    const items = await collect(stream, (all) => {
      if (events(3)(all)) setImmediate(() => control.abort());
      return false;
    });
    expect(ids(items)).toEqual(uuids(1, 3));
    expect(await collect(open({ signal: AbortSignal.abort() }), () => false)).toEqual([]);
  });

  it('does not read the socket while the consumer is busy', async () => {
    const big = 'x'.repeat(50_000);
    server.append(...Array.from({ length: 2_000 }, (_, i) => change(i + 1, { comment: big })));
    const stream = open();
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    const before = stream.stats.bytes;
    // 100 MB are waiting; whoever reads without being asked would have them by the end of this.
    for (let i = 0; i < 50; i += 1) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(stream.stats.bytes).toBe(before);
    expect(before).toBeLessThan(1_000_000);
    await iterator.return?.();
  });
});

describe('going on after a cut', () => {
  it('takes a closed connection as routine, and goes on with the very next event', async () => {
    server.append(...changes(1, 10));
    server.scripts.push({ cutAfter: 4 }, { cutAfter: 4 });
    const stream = open();
    const items = await collect(stream, events(10));
    expect(ids(items)).toEqual(uuids(1, 10));
    expect(stream.stats).toMatchObject({ duplicates: 0, missing: 0, gaps: 0 });
    expect(stream.stats.reconnects).toMatchObject({ planned: 2, network: 0 });
    expect(items).toContainEqual(
      expect.objectContaining({ type: 'resumed', by: 'offset', topic: EQIAD }),
    );
    expect(server.requests[1]?.lastEventId?.[0]).toEqual({ topic: EQIAD, partition: 0, offset: 3 });
  });

  it('survives a cut in the middle of a frame', async () => {
    server.append(...changes(1, 10));
    server.scripts.push({ cutAfter: 3, torn: true }, { cutAfter: 3, torn: true });
    const stream = open();
    expect(ids(await collect(stream, events(10)))).toEqual(uuids(1, 10));
    expect(stream.stats.reconnects.network).toBe(2);
  });

  it('closes the old connection before it opens a new one', async () => {
    server.append(...changes(1, 10));
    server.scripts.push({ cutAfter: 4, torn: true });
    await collect(open({ idleTimeoutMs: 2_000 }), events(10));
    expect(server.requests.map(({ openBefore }) => openBefore)).toEqual([0, 0]);
  });

  it('keeps every event of one millisecond, wherever the cut falls among them', async () => {
    const dt = '2026-05-01T00:00:05.123Z';
    const siblings = changes(1, 6).map(
      (event) => ({ ...event, meta: { ...event.meta, dt } }) as never,
    );
    for (let cutAfter = 1; cutAfter <= 5; cutAfter += 1) {
      server.scripts.push({ cutAfter });
      if (cutAfter === 1) server.append(...siblings);
      const items = await collect(open(), events(6));
      expect(ids(items), `cut after ${cutAfter}`).toEqual(uuids(1, 6));
    }
  });

  it('reconnects when nothing arrives for too long', async () => {
    server.append(change(1));
    const stream = open({ idleTimeoutMs: 40 });
    const items = await collect(stream, (all) => {
      const idle = all.some((item) => item.type === 'disconnected' && item.cause === 'idle');
      if (idle && !events(1)(all.slice(all.findIndex((i) => i.type === 'disconnected')))) {
        server.append(change(2));
      }
      return events(2)(all);
    });
    expect(new Set(ids(items))).toEqual(new Set([uuid(1), uuid(2)]));
    expect(stream.stats.reconnects.idle).toBeGreaterThan(0);
  });

  it('remembers a topic that has not spoken, and misses nothing when it begins to', async () => {
    server.append(...changes(1, 3));
    server.scripts.push({ cutAfter: 3 });
    const stream = open();
    const items = await collect(stream, (all) => {
      const cut = all.filter(({ type }) => type === 'disconnected').length;
      if (cut === 1 && all.at(-1)?.type === 'disconnected') {
        // The datacentre switches over while nobody is connected.
        server.append(
          ...[4, 5].map((n) => change(n, { meta: { ...change(n).meta, topic: CODFW } })),
        );
      }
      if (all.length === 4) server.append(change(90));
      return events(6)(all);
    });
    expect(ids(items).toSorted()).toEqual([...uuids(1, 5), uuid(90)]);
    expect(stream.stats).toMatchObject({ duplicates: 0, missing: 0 });
    const resumed = server.requests[1]?.lastEventId;
    expect(resumed?.find(({ topic }) => topic === CODFW)).toMatchObject({
      timestamp: Date.parse(START),
    });
    expect(resumed?.some(({ offset }) => offset === -1)).toBe(false);
  });
});

describe('going on after a restart', () => {
  it('delivers what was not acknowledged, and nothing else', async () => {
    server.append(...changes(1, 10));
    const first = open();
    const seen: unknown[] = [];
    for await (const item of first) {
      if (item.type !== 'event') continue;
      seen.push(item.event.meta.id);
      if (seen.length <= 6) first.acknowledge(item);
      if (seen.length === 8) break;
    }
    const state = JSON.parse(JSON.stringify(first.state)) as typeof first.state;
    const second = open({ state });
    expect(ids(await collect(second, events(4)))).toEqual(uuids(7, 10));
    expect(second.stats).toMatchObject({ duplicates: 0, missing: 0 });
  });

  it('falls back to timestamps where the offsets mean other events, and repeats nothing', async () => {
    server.append(...changes(1, 30));
    const first = open();
    await collect(first, events(20));
    for (const base of [-5, 5, 1_000_000]) {
      server.base = base;
      const second = open({ state: first.state });
      const items = await collect(second, events(10));
      expect(ids(items), `base ${base}`).toEqual(uuids(21, 30));
      expect(second.stats.duplicates).toBe(11);
      expect(second.stats.reconnects['offsets-do-not-hold']).toBe(1);
      expect(items).toContainEqual(
        expect.objectContaining({ type: 'resumed', by: 'timestamp', topic: EQIAD }),
      );
      const overlap = items.find((item) => item.type === 'overlap');
      expect(overlap).toMatchObject({ reread: 11, dropped: 11 });
      expect(items.some(({ type }) => type === 'gap')).toBe(false);
    }
  });

  it('goes on by offset again after a fallback', async () => {
    server.append(...changes(1, 30));
    const first = open();
    await collect(first, events(10));
    server.base = 77;
    const second = open({ state: first.state });
    await collect(second, events(5));
    const third = open({ state: second.state });
    expect(ids(await collect(third, events(5)))).toEqual(uuids(16, 20));
    expect(third.stats.reconnects['offsets-do-not-hold']).toBe(0);
  });

  it('declares what the server no longer has', async () => {
    server.append(...changes(1, 10));
    const first = open();
    await collect(first, events(5));
    server.forget(EQIAD, 8);
    const second = open({ state: first.state });
    const items = await collect(second, events(2));
    expect(ids(items)).toEqual([uuid(9), uuid(10)]);
    expect(items).toContainEqual(
      expect.objectContaining({
        type: 'gap',
        topic: EQIAD,
        from: Date.parse('2026-05-01T00:00:05Z'),
        to: Date.parse('2026-05-01T00:00:09Z'),
      }),
    );
    expect(second.stats.gaps).toBe(1);
  });

  it('counts what is missing by the offsets', async () => {
    const at = (n: number, offset: number) => ({
      ...change(n),
      meta: { ...change(n).meta, offset },
    });
    const stream = open();
    server.scripts.push({
      preamble: [at(1, 100), at(2, 101), at(3, 105), at(4, 103), at(5, 106)]
        .map((event) => `data: ${JSON.stringify(event)}\n\n`)
        .join(''),
    });
    expect(ids(await collect(stream, events(5)))).toEqual(uuids(1, 5));
    // 102 and 104 never came; 103 came late.
    expect(stream.stats.missing).toBe(2);
  });
});

describe('beginning in the past', () => {
  it('declares what is older than the history of the server', async () => {
    const since = Date.now() - 30 * 86_400_000;
    const first = Date.now() - 8 * 86_400_000;
    const dt = new Date(first).toISOString();
    server.append(change(1, { meta: { ...change(1).meta, dt } }));
    const items = await collect(open({ since }), events(1));
    expect(items).toContainEqual(
      expect.objectContaining({ type: 'gap', topic: EQIAD, from: since, to: first }),
    );
    expect(ids(items)).toEqual([uuid(1)]);
  });

  it('takes over from the id of another client, and skips nothing of a topic that was idle', async () => {
    server.append(...changes(1, 4));
    const lastEventId = JSON.stringify([
      { topic: EQIAD, partition: 0, timestamp: Date.parse('2026-05-01T00:00:03Z') },
      { topic: CODFW, partition: 0, offset: -1 },
    ]);
    const items = await collect(open({ lastEventId }), events(2));
    expect(ids(items)).toEqual(uuids(3, 4));
    expect(server.requests[0]?.lastEventId?.map(({ offset }) => offset)).not.toContain(-1);
  });
});

describe('other public streams', () => {
  const PAGE_CREATE = 'eqiad.mediawiki.page-create';
  const created = (n: number, title: unknown) =>
    ({
      $schema: '/mediawiki/revision/create/2.0.0',
      meta: { ...change(n).meta, stream: 'mediawiki.page-create', topic: PAGE_CREATE },
      page_title: title,
      page_id: n,
    }) as never;

  it('come in the envelope all events share, with every other field let through', async () => {
    server.append(created(1, 'One'), created(2, 'Two'));
    const stream = open({ streams: ['page-create', 'page-delete'] });
    const items = await collect(stream, events(2));
    expect(server.requests[0]?.path).toBe('/v2/stream/page-create,page-delete');
    expect(items.filter(({ type }) => type === 'event')).toMatchObject([
      { event: { page_title: 'One', meta: { stream: 'mediawiki.page-create' } } },
      { event: { page_title: 'Two' } },
    ]);
    expect(stream.state.partitions).toContainEqual(
      expect.objectContaining({ topic: PAGE_CREATE, offset: 1, id: uuid(2) }),
    );
  });

  it('are typed and checked by a schema of their own', async () => {
    const PageCreated = Type.Object({
      ...EventEnvelopeSchema.properties,
      page_title: Type.String(),
      page_id: Type.Integer(),
    });
    type PageCreated = Static<typeof PageCreated>;
    server.append(created(1, 7), created(2, 'Two'));
    const stream = streamEvents({
      contact: 'tests@example.org',
      url,
      since: START,
      streams: ['page-create'],
      decode: compileDecoder<PageCreated>('page-create event', PageCreated),
      filter: where<PageCreated>((event) => event.page_id > 0),
    });
    const items = await collect(stream, events(1));
    const titles = items.flatMap((item) => (item.type === 'event' ? [item.event.page_title] : []));
    expectTypeOf(titles).toEqualTypeOf<string[]>();
    expect(titles).toEqual(['Two']);
    const [invalid] = items.filter((item) => item.type === 'invalid');
    expect(invalid?.error.message).toMatch(/page-create event: field "page_title"/);
  });
});

describe('answers other than a stream', () => {
  it.each([500, 502, 503, 504, 408, 429])('tries again after %i', async (status) => {
    server.append(change(1));
    server.scripts.push({ status }, { status });
    const stream = open();
    const items = await collect(stream, events(1));
    const cause = status === 429 ? 'rate-limited' : 'http';
    expect(stream.stats.reconnects[cause]).toBe(2);
    expect(items.slice(0, 2)).toEqual([
      expect.objectContaining({ type: 'disconnected', cause, status }),
      expect.objectContaining({ type: 'disconnected', cause, status }),
    ]);
  });

  it('waits as long as the server asks', async () => {
    server.append(change(1));
    server.scripts.push({ status: 429, headers: { 'retry-after': '120' } });
    const control = new AbortController();
    const items: StreamItem<never>[] = [];
    for await (const item of open({ signal: control.signal })) {
      items.push(item as never);
      control.abort();
    }
    expect(items[0]).toMatchObject({ cause: 'rate-limited', retryInMs: 120_000 });
  });

  it.each([
    [400, 'since'],
    [401, 'credentials'],
    [403, 'User-Agent_Policy'],
    [404, 'no such stream'],
    [302, 'https://elsewhere.example'],
    [418, 'no later attempt'],
  ])('gives up on %i and says why', async (status, hint) => {
    server.scripts.push({
      status,
      body: 'the reason',
      headers: status === 302 ? { location: 'https://elsewhere.example' } : {},
    });
    const failure = collect(open(), () => false);
    await expect(failure).rejects.toThrow(StreamRefusedError);
    await expect(failure).rejects.toMatchObject({
      status,
      message: expect.stringContaining(hint) as string,
    });
    await expect(failure).rejects.toThrow('the reason');
  });

  it('gives up on an address that serves something else', async () => {
    const html = { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>' };
    server.scripts.push(html, html, html);
    await expect(collect(open(), () => false)).rejects.toThrow(/text\/html.*check "url"/);
  });

  it('loosens a refused cursor step by step and loses nothing', async () => {
    server.append(...changes(1, 10));
    const first = open();
    await collect(first, events(5));
    for (const [reject, rejections] of [
      ['offsets', 1],
      ['any', 2],
    ] as const) {
      server.scripts.push(...Array.from({ length: rejections }, () => ({ reject })));
      const second = open({ state: first.state });
      expect(ids(await collect(second, events(5)))).toEqual(uuids(6, 10));
      expect(second.stats.reconnects['cursor-rejected']).toBe(rejections);
    }
  });

  it('keeps trying while nobody answers at all', async () => {
    await server.close();
    const control = new AbortController();
    const items = await collect(open({ signal: control.signal }), (all) => all.length >= 3);
    expect(types(items)).toEqual(['disconnected', 'disconnected', 'disconnected']);
    expect(items[0]).toMatchObject({
      cause: 'network',
      detail: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it('lets the server set the pace of reconnecting', async () => {
    server.append(change(1), change(2));
    server.scripts.push({ preamble: 'retry: 3000\n\n', cutAfter: 1 });
    const patient = open({
      backoff: { initialMs: 1, maxMs: 60_000, rateLimitedMs: 1 },
    });
    const items = await collect(patient, (all) => all.some(({ type }) => type === 'disconnected'));
    const last = items.at(-1);
    expect(last).toMatchObject({ type: 'disconnected', cause: 'planned' });
    const { retryInMs } = last as { retryInMs: number };
    expect(retryInMs).toBeGreaterThanOrEqual(1_500);
    expect(retryInMs).toBeLessThanOrEqual(3_000);
  });
});
