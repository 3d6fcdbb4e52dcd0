import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consumeTopic } from '../consume/consume-topic.js';
import { embeddedBroker, type EmbeddedBroker } from '../embedded/embedded-broker.js';
import { CodecError } from '../errors.js';
import { createProducer } from '../producer/producer.js';
import { readAll } from '../testing/read-all.js';
import { bytesCodec } from '../topic/codec.js';
import { jsonCodec } from '../topic/json-codec.js';
import { topic } from '../topic/topic.js';
import {
  deadLetter,
  DeadLetterHeader,
  deadLetterTopic,
  truncatedDeadLetter,
} from './dead-letter.js';
import { deadLetterOf, readDeadLetters, type DeadLetterFilter } from './read-dead-letters.js';
import { replayDeadLetters, type ReplayDeadLettersOptions } from './replay-dead-letters.js';

let broker: EmbeddedBroker;
let connection: { brokers: string };
beforeAll(async () => {
  broker = await embeddedBroker();
  connection = { brokers: broker.brokers };
});
afterAll(() => broker.close());

const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array));
const names = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom(...Object.values(DeadLetterHeader)),
);
const records = fc.record({
  topic: fc.constant('t'),
  partition: fc.nat(),
  offset: fc.nat(),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.dictionary(names, bytes),
  timestamp: fc.nat(),
});

describe('a dead letter', () => {
  it('gives back the record it was made of, whatever that looks like', () => {
    fc.assert(
      fc.property(records, (record) => {
        const failedAt = new Date('2026-05-01T00:00:00.000Z');
        const { key, value, headers } = deadLetter(record, new CodecError('why'), failedAt);
        const stored = Object.entries(headers ?? {}).map(
          ([name, text]) => [name, Buffer.from(text)] as const,
        );
        const letter = deadLetterOf(
          {
            ...{ topic: 't-dlq', partition: 1, offset: 2, timestamp: 3 },
            ...{ key: key ?? null, value, headers: Object.fromEntries(stored) },
          },
          't',
          undefined,
        );
        const own = Object.entries(record.headers).filter(
          ([name]) => !name.startsWith('dead-letter-') && name !== '__proto__',
        );
        expect(letter).toMatchObject({
          ...{ topic: 't-dlq', partition: 1, offset: 2, timestamp: 3 },
          ...{ key: record.key, value: record.value },
          ...{ code: 'ERR_KAFKA_CODEC', reason: 'why', failedAt, complete: true },
          source: { topic: 't', partition: record.partition, offset: record.offset },
        });
        expect(Object.entries(letter.headers).filter(([name]) => name !== '__proto__')).toEqual(
          own,
        );
      }),
    );
  });

  it('says so when it is none of ours, or of another topic', () => {
    const raw = { topic: 't-dlq', partition: 0, offset: 0, timestamp: 7, key: null, value: null };
    const foreign = deadLetterOf({ ...raw, headers: {} }, 't', undefined);
    expect(foreign).toMatchObject({ source: undefined, code: '', replays: 0 });
    expect(foreign.failedAt).toEqual(new Date(7));
    const other = deadLetter({ ...raw, headers: {} }, new Error('x'));
    const headers = Object.fromEntries(
      Object.entries(other.headers ?? {}).map(([name, text]) => [name, Buffer.from(text)]),
    );
    expect(deadLetterOf({ ...raw, headers }, 't', undefined).source).toBeUndefined();
  });
});

/** A topic whose records all went to the dead letters: `values` as they are, one partition a key. */
async function withLetters(
  letters: readonly { value: string | null; error?: Error; at?: string }[],
) {
  const source = topic({ name: `source-${randomUUID()}`, value: bytesCodec });
  const producer = await createProducer({ connection });
  await producer.send(source, { key: 'before', value: Buffer.from('before') });
  await producer.send(
    deadLetterTopic(source),
    letters.map(({ value, error = new CodecError('no'), at = '2026-05-01' }, n) =>
      deadLetter(
        {
          ...{ topic: source.name, partition: n % 2, offset: n, key: Buffer.from(`key-${n}`) },
          value: value === null ? null : Buffer.from(value),
          headers: { n: String(n) },
        },
        error,
        new Date(at),
      ),
    ),
  );
  await producer.close();
  return source;
}

type Source = Awaited<ReturnType<typeof withLetters>>;
const replay = (source: Source, options: Partial<ReplayDeadLettersOptions> = {}) =>
  replayDeadLetters({ connection, topic: source, ...options });

/** What lies in the topic beside its first record; a tombstone by its key. */
async function putBack(source: Source) {
  const found: string[] = [];
  const records = await readAll({
    connection,
    topic: source,
    onUnreadable: (error) => found.push(error.message),
  });
  found.push(...records.map(({ value }) => value.toString()));
  return found.filter((value) => value !== 'before').sort();
}

const NOTHING = { matched: 0, replayed: 0, before: 0, exhausted: 0, unfit: 0, left: 0 };

describe('replayDeadLetters', () => {
  it('puts every record back once, as it was, however often it runs', async () => {
    const source = await withLetters([{ value: 'a' }, { value: null }, { value: 'c' }]);
    expect(await replay(source)).toEqual({ ...NOTHING, matched: 3, replayed: 3 });
    expect(await replay(source)).toEqual({ ...NOTHING, matched: 3, before: 3 });
    expect(await putBack(source)).toEqual(['a', 'c', 'the record has no value']);
    const records = await readAll({ connection, topic: source, onUnreadable: () => undefined });
    expect(records.find(({ value }) => value.toString() === 'c')).toMatchObject({
      key: 'key-2',
      headers: { n: '2', [DeadLetterHeader.replays]: '1' },
    });
    expect(records.flatMap(({ headers }) => Object.keys(headers))).not.toContain(
      DeadLetterHeader.reason,
    );
  });

  it('counts and changes nothing when it is only tried', async () => {
    const source = await withLetters([{ value: 'a' }, { value: 'b' }]);
    const seen: string[] = [];
    const report = await replay(source, {
      dryRun: true,
      onReplay: ({ value }) => seen.push(value?.toString() ?? ''),
    });
    expect(report).toEqual({ ...NOTHING, matched: 2, replayed: 2 });
    expect(seen.sort()).toEqual(['a', 'b']);
    expect(await putBack(source)).toEqual([]);
  });

  it('takes only what the filter asks for, and leaves the rest for later', async () => {
    const source = await withLetters([
      { value: 'a' },
      { value: 'b', error: new TypeError('b'), at: '2026-05-02' },
      { value: 'c', at: '2026-05-03' },
    ]);
    const filters: [DeadLetterFilter, string][] = [
      [{ code: 'ERR_KAFKA_CODEC' }, 'a c'],
      [{ code: 'TypeError' }, 'b'],
      [{ partition: 0 }, 'a c'],
      [{ since: new Date('2026-05-02') }, 'b c'],
      [{ until: new Date('2026-05-02') }, 'a'],
      [{ since: new Date('2026-05-02'), until: new Date('2026-05-03') }, 'b'],
      [{ code: 'ERR_KAFKA_CODEC', since: new Date('2026-05-02') }, 'c'],
      [{}, 'a b c'],
    ];
    for (const [filter, expected] of filters) {
      const values: string[] = [];
      for await (const { value } of readDeadLetters({ connection, topic: source, filter })) {
        values.push(value?.toString() ?? '');
      }
      expect([filter, values.sort().join(' ')]).toEqual([filter, expected]);
    }
    await replay(source, { filter: { partition: 1 } });
    expect(await putBack(source)).toEqual(['b']);
    expect(await replay(source)).toMatchObject({ matched: 3, before: 1, replayed: 2 });
    expect(await putBack(source)).toEqual(['a', 'b', 'c']);
  });

  it('puts back no more than it is told, and what has no content never', async () => {
    const source = await withLetters([{ value: 'a' }, { value: 'b' }, { value: 'c' }]);
    const producer = await createProducer({ connection });
    const record = {
      topic: source.name,
      partition: 0,
      offset: 9,
      key: null,
      value: null,
      headers: {},
    };
    await producer.send(deadLetterTopic(source), [
      truncatedDeadLetter(record, new Error('large')),
      { key: Buffer.from('k'), value: Buffer.from('not a dead letter') },
    ]);
    await producer.close();
    expect(await replay(source, { limit: 2 })).toMatchObject({ replayed: 2, left: 1, unfit: 2 });
    expect(await putBack(source)).toHaveLength(2);
  });

  it('gives a record up that fails again and again', async () => {
    const source = topic({
      name: `source-${randomUUID()}`,
      value: jsonCodec(Type.Object({ n: Type.Integer() })),
    });
    const producer = await createProducer({ connection });
    const raw = topic({ name: source.name, value: bytesCodec });
    await producer.send(raw, { key: 'k', value: Buffer.from('hopeless'), headers: { own: '1' } });
    await producer.close();
    let letters = 0;
    const run = await consumeTopic({
      connection,
      topic: source,
      groupId: 'g',
      groupProtocol: 'consumer',
      handle: () => undefined,
      onDeadLetter: () => (letters += 1),
    });
    const reports = [];
    for (let round = 1; round <= 3; round += 1) {
      await expect.poll(() => letters, { timeout: 15_000 }).toBe(round);
      reports.push(await replayDeadLetters({ connection, topic: source, maxReplays: 2 }));
    }
    await run.stop();
    expect(reports).toEqual([
      { ...NOTHING, matched: 1, replayed: 1 },
      { ...NOTHING, matched: 2, replayed: 1, before: 1 },
      { ...NOTHING, matched: 3, exhausted: 1, before: 2 },
    ]);
    const counts: number[] = [];
    for await (const letter of readDeadLetters({ connection, topic: source })) {
      expect(letter.headers.own?.toString()).toBe('1');
      counts.push(letter.replays);
    }
    expect(counts.sort()).toEqual([0, 1, 2]);
  });

  it('says which topic is missing', async () => {
    await expect(replay(topic({ name: 'nowhere', value: bytesCodec }))).rejects.toMatchObject({
      code: 'ERR_KAFKA_TOPIC',
      topic: 'nowhere',
    });
  });
});
