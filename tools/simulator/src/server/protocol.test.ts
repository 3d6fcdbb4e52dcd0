import { request } from 'node:http';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { receive, type Message } from '../testing/client.js';
import { BEGIN, CODFW, EQIAD, event, events } from '../testing/events.js';
import type { SimulatorOptions } from './options.js';
import type { ReadOrderName } from './read-order.js';
import { startSimulator, type Simulator } from './start-simulator.js';

const running: Simulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

async function simulate(options: SimulatorOptions = {}) {
  const simulator = await startSimulator(options);
  running.push(simulator);
  const url = `${simulator.url}/v2/stream/recentchange`;
  const from = (lastEventId: unknown) => ({ 'last-event-id': JSON.stringify(lastEventId) });
  return { simulator, url, from };
}

const ids = (messages: readonly Message[]) => messages.map(({ data }) => data.meta.id);
const least = (count: number) => (messages: readonly Message[]) => messages.length >= count;
const status = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers: { 'user-agent': 'test', ...headers } });
  const body = await response.text();
  return { status: response.status, body, headers: response.headers };
};

describe('a stream', () => {
  it('opens with :ok and carries an id with an entry per datacentre', async () => {
    const { url } = await simulate({ events: events(2) });
    const { text, messages } = await receive(`${url}?since=0`, least(2));
    expect(text.startsWith(':ok\n\nevent: message\nid: [{"topic":')).toBe(true);
    expect(messages[0]?.id).toEqual([
      { topic: EQIAD, partition: 0, timestamp: BEGIN + 1 },
      { topic: CODFW, partition: 0, offset: -1 },
    ]);
    expect(messages[1]?.data.meta).toMatchObject({ topic: EQIAD, partition: 0, offset: 1 });
  });

  it('begins with what happens next when no position is given', async () => {
    const { simulator, url } = await simulate({ events: events(3) });
    const received = receive(url, least(1));
    await until(() => simulator.stats.open === 1);
    simulator.append(event(3));
    expect(ids((await received).messages)).toEqual(['event-3']);
  });

  it('is one JSON per line for those who accept application/json', async () => {
    const { url } = await simulate({ events: events(2) });
    const { text } = await receive(`${url}?since=0`, (_, all) => all.includes('event-1"'), {
      accept: 'application/json',
    });
    const lines = text.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Message['data']).meta.id)).toEqual([
      'event-0',
      'event-1',
    ]);
  });

  it('mixes both datacentres in order of arrival', async () => {
    const { simulator, url } = await simulate({ events: [event(0)] });
    simulator.moveEditsTo('codfw');
    simulator.append(event(1));
    const { messages } = await receive(`${url}?since=0`, least(2));
    expect(messages.map(({ data }) => data.meta.topic)).toEqual([EQIAD, CODFW]);
    expect(messages[1]?.id).toEqual([
      { topic: EQIAD, partition: 0, timestamp: BEGIN + 1 },
      { topic: CODFW, partition: 0, timestamp: BEGIN + 1001 },
    ]);
  });
});

describe('the order of topics', () => {
  const mixed = Array.from({ length: 3_000 }, (_, n) =>
    event(n, { topic: n % 3 === 0 ? CODFW : EQIAD }),
  );
  const read = async (readOrder: ReadOrderName) => {
    const { url } = await simulate({ events: mixed, readOrder });
    const { messages } = await receive(`${url}?since=0`, least(mixed.length));
    for (const topic of [EQIAD, CODFW]) {
      const own = messages.filter(({ data }) => data.meta.topic === topic);
      expect(own.map(({ data }) => data.meta.offset)).toEqual(own.map((_, offset) => offset));
    }
    return messages.map(({ data }) => data.meta.topic);
  };
  const changes = (topics: readonly string[]) =>
    topics.filter((topic, i) => i > 0 && topic !== topics[i - 1]).length;

  it('is that of arrival unless asked otherwise, and can be one topic after the other', async () => {
    const { url } = await simulate({ events: mixed });
    const { messages } = await receive(`${url}?since=0`, least(mixed.length));
    expect(ids(messages)).toEqual(mixed.map(({ meta }) => meta.id));
    expect(changes(await read('topics'))).toBe(1);
  });

  it('can be any, each topic keeping its own', async () => {
    const topics = await read('random');
    expect(topics).toHaveLength(mixed.length);
    expect(changes(topics)).toBeGreaterThan(1);
    expect(changes(topics)).toBeLessThan(500);
  });
});

describe('Last-Event-ID', () => {
  it('resumes at an offset', async () => {
    const { url, from } = await simulate({ events: events(10) });
    const header = from([{ topic: EQIAD, partition: 0, offset: 7 }]);
    expect(ids((await receive(url, least(3), header)).messages)).toEqual([
      'event-7',
      'event-8',
      'event-9',
    ]);
  });

  it('loses the siblings of a millisecond at a timestamp, as production does', async () => {
    const dt = new Date(BEGIN).toISOString();
    const { url, from } = await simulate({ events: [event(0), event(1, { dt }), event(2)] });
    const { messages } = await receive(`${url}?since=0`, least(1));
    const resumed = await receive(url, least(1), from(messages[0]?.id));
    expect(ids(resumed.messages)[0]).toBe('event-2');
  });

  it('wins over since', async () => {
    const { url, from } = await simulate({ events: events(5) });
    const header = from([{ topic: EQIAD, partition: 0, offset: 4 }]);
    expect(ids((await receive(`${url}?since=0`, least(1), header)).messages)).toEqual(['event-4']);
  });

  it('drops an entry with both offset and timestamp when another has a timestamp only', async () => {
    const { simulator, url, from } = await simulate({ events: events(3) });
    simulator.append(event(3, { topic: CODFW }));
    const both = { topic: EQIAD, partition: 0, offset: 0, timestamp: BEGIN };
    const byTime = { topic: CODFW, partition: 0, timestamp: BEGIN };
    const dropped = await receive(url, least(1), from([both, byTime]));
    expect(ids(dropped.messages)).toEqual(['event-3']);
    expect(dropped.messages[0]?.id.map(({ topic }) => topic)).toEqual([CODFW]);
    const alone = await receive(url, least(3), from([both]));
    expect(ids(alone.messages)).toEqual(['event-0', 'event-1', 'event-2']);
  });

  it.each([[-1], [99]])('takes offset %i for the end', async (offset) => {
    const { simulator, url, from } = await simulate({ events: events(3) });
    const received = receive(url, least(1), from([{ topic: EQIAD, partition: 0, offset }]));
    await until(() => simulator.stats.open === 1);
    simulator.append(event(3));
    expect(ids((await received).messages)).toEqual(['event-3']);
  });

  it.each([
    ['not JSON', '[{'],
    ['no list', '{"topic":"x"}'],
    ['an empty list', '[]'],
    ['neither offset nor timestamp', `[{"topic":"${EQIAD}","partition":0}]`],
    ['a partition as text', `[{"topic":"${EQIAD}","partition":"0","offset":1}]`],
    ['a fraction', `[{"topic":"${EQIAD}","partition":0,"offset":1.5}]`],
  ])('is refused with 400 when it is %s', async (_, header) => {
    const { url } = await simulate();
    const { status: code, body } = await status(url, { 'last-event-id': header });
    expect(code).toBe(400);
    expect(body).toContain('InvalidAssignmentError');
  });

  it('is refused with 404 when it names a topic of another stream', async () => {
    const { url, from } = await simulate();
    const topic = 'eqiad.mediawiki.page-create';
    const answer = await status(url, from([{ topic, partition: 0, offset: 1 }]));
    expect(answer.status).toBe(404);
  });
});

describe('since', () => {
  it.each([
    ['milliseconds', String(BEGIN + 1500)],
    ['a date', new Date(BEGIN + 1500).toISOString()],
  ])('takes %s', async (_, since) => {
    const { url } = await simulate({ events: events(4) });
    const { messages } = await receive(`${url}?since=${since}`, least(2));
    expect(ids(messages)).toEqual(['event-2', 'event-3']);
  });

  it('is refused with 400 when it is no time', async () => {
    const { url } = await simulate();
    const { status: code, body } = await status(`${url}?since=yesterday`);
    expect(code).toBe(400);
    expect(body).toContain('invalid_timestamp');
  });
});

describe('refusals', () => {
  it('answers 400 for an unknown stream and 404 elsewhere', async () => {
    const { simulator } = await simulate();
    expect((await status(`${simulator.url}/v2/stream/recentchange,nothing`)).status).toBe(400);
    expect((await status(`${simulator.url}/v2/nothing`)).status).toBe(404);
  });

  it('answers 403 without a User-Agent', async () => {
    const { url } = await simulate();
    const [response] = (await once(request(url).end(), 'response')) as [{ statusCode: number }];
    expect(response.statusCode).toBe(403);
  });

  it('answers 429 with Retry-After to one stream too many, and takes the next when one is gone', async () => {
    const { simulator, url } = await simulate({ connectionsPerClient: 1, retryAfterSeconds: 3 });
    const first = receive(url, least(1));
    await until(() => simulator.stats.open === 1);
    const answer = await status(url);
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('3');
    simulator.append(event(0));
    await first;
    await until(() => simulator.stats.open === 0);
    expect(ids((await receive(`${url}?since=0`, least(1))).messages)).toEqual(['event-0']);
  });
});

describe('ends', () => {
  it('completes bodies after the planned time', async () => {
    const { url } = await simulate({ events: events(1), endAfterMs: 30 });
    expect((await receive(`${url}?since=0`, () => false)).broken).toBe(false);
  });

  it('breaks connections in mid-frame', async () => {
    const { simulator, url } = await simulate({ events: events(2) });
    const received = receive(`${url}?since=0`, () => false);
    await until(() => simulator.stats.sent === 2);
    simulator.cutConnections('torn');
    const { text, broken } = await received;
    expect(broken).toBe(true);
    expect(text.endsWith('\n\n')).toBe(false);
  });

  it('breaks after exactly so many bytes', async () => {
    const { url } = await simulate({ events: events(20), cutAfterBytes: 1000 });
    const { text, broken } = await receive(`${url}?since=0`, () => false);
    expect(text.length).toBe(1000);
    expect(broken).toBe(true);
  });
});

describe('another cluster', () => {
  it('numbers the same events differently', async () => {
    const { simulator, url, from } = await simulate({ events: events(5) });
    simulator.answerFromOtherCluster(1000);
    const header = from([{ topic: EQIAD, partition: 0, offset: 1003 }]);
    const { messages } = await receive(url, least(2), header);
    expect(messages.map(({ data }) => [data.meta.id, data.meta.offset])).toEqual([
      ['event-3', 1003],
      ['event-4', 1004],
    ]);
  });
});

describe('faults', () => {
  it('meet one connection each', async () => {
    const { simulator, url } = await simulate({ events: events(20) });
    simulator.failNext(
      { kind: 'status', status: 503 },
      { kind: 'garbage', beforeEvent: 1 },
      { kind: 'huge', bytes: 100_000, beforeEvent: 1 },
    );
    expect((await status(url)).status).toBe(503);
    const garbage = await receive(`${url}?since=0`, least(20));
    expect(garbage.text).toContain('data: {"meta":{"dt":"2026-\n\n');
    const huge = await receive(`${url}?since=0`, least(20));
    expect(huge.text.length).toBeGreaterThan(100_000);
    expect((await receive(`${url}?since=0`, least(20))).text).not.toContain('xxxx');
  });

  it('leave holes in offsets', async () => {
    const { url } = await simulate({ events: events(6), holeEvery: 3 });
    const { messages } = await receive(`${url}?since=0`, least(6));
    expect(messages.map(({ data }) => data.meta.offset)).toEqual([0, 1, 3, 4, 5, 7]);
  });
});

/** Waits for a condition, without a fixed time. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
