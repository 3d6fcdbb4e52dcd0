import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { embeddedBroker, readTopic, type EmbeddedBroker } from '@wikistream/kafka-io';
import { createLogger, Health, type AppContext } from '@wikistream/service-kit';
import { change, changes, CODFW, FakeEventStreams, uuid } from '@wikistream/wiki-events/testing';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProducer } from './producer.js';
import type { ProducerSettings } from './settings.js';
import { producerTopics } from './topics.js';

let broker: EmbeddedBroker;
let server: FakeEventStreams;
let url: string;
const topics = producerTopics(1);

beforeEach(async () => {
  server = new FakeEventStreams();
  [broker, url] = await Promise.all([embeddedBroker(), server.listen()]);
});
afterEach(() => Promise.all([broker.close(), server.close()]));

/** A producer under test, its articles and its metrics. */
async function produce(overrides: Partial<ProducerSettings> = {}) {
  const stopping = new AbortController();
  const metrics = new Registry();
  const health = new Health();
  const context: AppContext<ProducerSettings> = {
    settings: {
      brokers: broker.brokers,
      securityProtocol: 'plaintext',
      saslMechanism: 'plain',
      eventstreamsUrl: url,
      contact: 'tests@example.org',
      types: 'new',
      since: '2026-05-01T00:00:00Z',
      transactionalId: 'test',
      transactionTimeoutMs: 60_000,
      partitions: 1,
      commitIntervalMs: 20,
      commitRecords: 1000,
      timeZone: 'Asia/Shanghai',
      enrich: false,
      enrichWithinMs: 2_000,
      enrichEndpoint: 'http://127.0.0.1:9/{host}',
      ...overrides,
    },
    logger: createLogger({ name: 'producer', level: 'silent', format: 'json' }),
    metrics,
    health,
    signal: stopping.signal,
    args: [],
  };
  const app = await startProducer(context);
  return {
    done: app.done,
    health,
    async stop() {
      stopping.abort();
      await app.done;
    },
    exposition: () => metrics.metrics(),
    async metric(name: string): Promise<number> {
      const found = await metrics.getSingleMetric(`wikistream_producer_${name}`)?.get();
      return found?.values[0]?.value ?? NaN;
    },
  };
}

async function readAll<K, V>(topic: Parameters<typeof readTopic<K, V>>[0]['topic']) {
  const records = [];
  for await (const record of readTopic({ connection: { brokers: broker.brokers }, topic })) {
    records.push(record);
  }
  return records;
}

const articleIds = async (): Promise<number[]> =>
  (await readAll(topics.articles)).map(({ value }) => value.id).sort((a, b) => a - b);
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => 1000 + from + i);

describe('the producer', () => {
  it('turns new articles into messages and ends with --max-events', async () => {
    server.append(
      change(1, { server_name: 'zh-yue.wikipedia.org', wiki: 'zh_yuewiki', title: '香港: 街' }),
      change(2, { type: 'edit' as 'new' }),
      change(3),
    );
    const producer = await produce({ maxEvents: 2 });
    await producer.done;
    const records = await readAll(topics.articles);
    const byKey = new Map(records.map(({ key, value }) => [key, value]));
    expect([...byKey.keys()].sort()).toEqual(['enwiki:1003', 'zh_yuewiki:1001']);
    expect(byKey.get('zh_yuewiki:1001')).toMatchObject({
      title: '香港: 街',
      language_code: 'zh-yue',
      opt_type: 'new',
      opt_time: '2026-05-01 08:00:01',
      event_id: uuid(1),
    });
    expect(await producer.metric('articles_produced_total')).toBe(2);
    expect(await producer.metric('events_read_total')).toBe(3);
    expect(await producer.metric('events_missing')).toBe(0);
  });

  it('goes on after a restart from the cursor in Kafka, and says each article once', async () => {
    server.append(...changes(1, 10));
    const first = await produce();
    await expect.poll(() => first.metric('articles_produced_total')).toBe(10);
    await first.stop();
    server.append(...changes(11, 20));
    const second = await produce();
    await expect.poll(() => second.metric('articles_produced_total')).toBe(10);
    await second.stop();
    expect(await articleIds()).toEqual(numbers(1, 20));
    expect(await second.metric('duplicates_total')).toBe(0);
  });

  it('repeats nothing when another cluster answers after the restart', async () => {
    server.append(...changes(1, 30));
    const first = await produce();
    await expect.poll(() => first.metric('articles_produced_total')).toBe(30);
    await first.stop();
    server.base = 3;
    server.append(...changes(31, 40));
    const second = await produce();
    await expect.poll(() => second.metric('articles_produced_total')).toBe(10);
    await second.stop();
    expect(await articleIds()).toEqual(numbers(1, 40));
    expect(await second.metric('duplicates_total')).toBe(11);
  });

  it.each([
    ['the same cluster', 0],
    ['another cluster', 3],
  ])('keeps every event of one millisecond across a cut and a restart, on %s', async (_, base) => {
    const dt = '2026-05-01T00:00:05.123Z';
    server.append(
      ...changes(1, 12).map((event) =>
        change(event.meta.offset ?? 0, { meta: { ...event.meta, dt } }),
      ),
    );
    for (const [maxEvents, cutAfter] of [
      [4, 2],
      [4, 3],
      [4, 1],
    ] as const) {
      server.scripts.push({ cutAfter });
      await (
        await produce({ maxEvents })
      ).done;
      server.base += base;
    }
    expect(await articleIds()).toEqual(numbers(1, 12));
  });

  it('survives cuts without losing or repeating anything', async () => {
    server.append(...changes(1, 50));
    for (let i = 0; i < 3; i += 1) server.scripts.push({ cutAfter: 16, torn: i === 1 });
    const producer = await produce({ maxEvents: 50 });
    await producer.done;
    expect(await articleIds()).toEqual(numbers(1, 50));
  });

  it('dead-letters what it cannot use, with the reason and the bytes, and goes on', async () => {
    const meta = { ...change(2).meta, topic: CODFW };
    const beyond = change(4, { timestamp: 8.65e12 });
    const noId = JSON.stringify(change(2, { id: null, meta })).replace('"id":null', '"id" : null');
    server.scripts.push({ preamble: `data: {broken\n\ndata: ${noId}\n\n` });
    server.append(change(1, { title: 5 as never }), beyond, change(3));
    const producer = await produce({ maxEvents: 1 });
    await producer.done;
    expect(await articleIds()).toEqual([1003]);
    const letters = await readAll(topics.deadLetters);
    const byCode = new Map(letters.map((letter) => [letter.headers['dead-letter-code'], letter]));
    expect([...byCode.keys()].sort()).toEqual([
      'ERR_WIKI_EVENT_INVALID',
      'ERR_WIKI_EVENT_MALFORMED',
      'ERR_WIKI_NOT_AN_ARTICLE',
    ]);
    expect(letters.map(({ headers }) => headers['dead-letter-reason'])).toContainEqual(
      expect.stringContaining('"timestamp" is not a moment'),
    );
    expect(byCode.get('ERR_WIKI_EVENT_MALFORMED')?.value.toString()).toBe('{broken');
    // As it came, spaces and all.
    expect(letters.map(({ value }) => value.toString())).toContain(noId);
    expect(byCode.get('ERR_WIKI_EVENT_INVALID')?.headers).toMatchObject({
      'dead-letter-reason': expect.stringContaining('"title"') as string,
      'dead-letter-topic': 'eqiad.mediawiki.recentchange',
      'dead-letter-offset': '0',
    });
    expect(await producer.metric('dead_letters_total')).toBe(4);
  });

  it('produces edits too when asked', async () => {
    server.append(change(1), change(2, { type: 'edit' as 'new' }));
    const producer = await produce({ types: 'new,edit', maxEvents: 2 });
    await producer.done;
    const records = await readAll(topics.articles);
    expect(records.map(({ value }) => value.opt_type).sort()).toEqual(['edit', 'new']);
  });

  it('adds what the wiki tells of the contributor, and waits for nothing else', async () => {
    const api = createServer((request, response) => {
      if (request.url !== '/zh-yue.wikipedia.org') return response.writeHead(500).end();
      const user = {
        name: 'Someone',
        editcount: 42,
        registration: '2020-06-30T20:00:00Z',
        gender: 'male',
      };
      return response.end(JSON.stringify({ query: { users: [user] } }));
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    server.append(
      change(1, { server_name: 'zh-yue.wikipedia.org', wiki: 'zh_yuewiki' }),
      change(2, { user: '192.0.2.1' }),
      change(3),
    );
    const { port } = api.address() as AddressInfo;
    const enrichEndpoint = `http://127.0.0.1:${port}/{host}`;
    await (
      await produce({ enrich: true, enrichEndpoint, maxEvents: 3 })
    ).done;
    await new Promise((resolve) => api.close(resolve));
    const found = new Map((await readAll(topics.articles)).map(({ value }) => [value.id, value]));
    expect(found.get(1001)).toMatchObject({
      registration: '2020-07-01 04:00:00',
      gender: 'male',
      edit_count: '42',
    });
    const unknown = { registration: null, gender: 'unknown', edit_count: '0' };
    expect(found.get(1002)).toMatchObject(unknown);
    expect(found.get(1003)).toMatchObject(unknown);
  });

  it('refuses a cursor of another source', async () => {
    server.append(...changes(1, 2));
    await (
      await produce({ maxEvents: 2 })
    ).done;
    const other = await produce({ eventstreamsUrl: url.replace('127.0.0.1', 'localhost') });
    await expect(other.done).rejects.toThrow(/taken from 127\.0\.0\.1.*--transactional-id/);
  });

  it('lets no API that is slow or silent hold an article back', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    server.append(...changes(1, 40));
    const startedAt = performance.now();
    const producer = await produce({
      enrich: true,
      enrichEndpoint: `http://127.0.0.1:${port}/{host}`,
      enrichWithinMs: 50,
      commitRecords: 10,
      maxEvents: 40,
    });
    await producer.done;
    // A request is given up after five seconds; no transaction waits that long, let alone four.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
    expect(await articleIds()).toEqual(numbers(1, 40));
  });

  it('backfills from --since to --until and ends', async () => {
    const canary = { ...change(60).meta, topic: CODFW, domain: 'canary' };
    server.readFirst = [CODFW];
    server.append(...changes(1, 60), change(60, { meta: canary }));
    const producer = await produce({
      since: '2026-05-01T00:00:10Z',
      until: '2026-05-01T00:00:20Z',
    });
    await producer.done;
    expect(await articleIds()).toEqual(numbers(10, 20));
  });

  it('shows in its metrics what it did, and a 0 where nothing is wrong', async () => {
    server.append(...changes(1, 20), change(21, { type: 'edit' as 'new' }));
    server.scripts.push({ cutAfter: 5, torn: true }, { cutAfter: 5 });
    const producer = await produce();
    const soon = { timeout: 15_000 };
    await expect.poll(() => producer.metric('articles_produced_total'), soon).toBe(20);
    await expect.poll(() => producer.metric('events_read_total'), soon).toBe(21);
    const text = await producer.exposition();
    const value = (name: string) =>
      Number(new RegExp(`^wikistream_producer_${name} (\\S+)$`, 'm').exec(text)?.[1]);
    expect(value('events_selected_total')).toBe(20);
    expect(value('events_skipped_total')).toBe(1);
    expect(value('duplicates_total')).toBe(0);
    expect(value('dead_letters_total')).toBe(0);
    expect(value('gaps_total')).toBe(0);
    expect(value('events_missing')).toBe(0);
    expect(value('reconnects_total{cause="network"}')).toBe(1);
    expect(value('reconnects_total{cause="planned"}')).toBe(1);
    expect(value('reconnects_total{cause="idle"}')).toBe(0);
    expect(value('received_bytes_total')).toBeGreaterThan(10_000);
    expect(value('behind_live_seconds')).toBeGreaterThan(0);
    expect(value('transaction_seconds_count')).toBeGreaterThan(0);
    await producer.stop();
  });

  it('is ready when both ends are', async () => {
    const producer = await produce();
    await expect.poll(() => producer.health.isReady).toBe(true);
    await producer.stop();
  });

  it('does not start without a usable contact', async () => {
    await expect(produce({ contact: 'nobody' })).rejects.toThrow(/e-mail address/);
  });
});
