import {
  createProducer,
  deadLetter,
  deadLetterTopic,
  bytesCodec,
  embeddedBroker,
  topic,
  type EmbeddedBroker,
} from '@wikistream/kafka-io';
import { readAll } from '@wikistream/kafka-io/testing';
import { createLogger, Health, readSettings } from '@wikistream/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDeadLetters } from './dead-letters.js';
import { Settings } from './settings.js';

const source = topic({ name: 'numbers', value: bytesCodec });
let broker: EmbeddedBroker;

beforeAll(async () => {
  broker = await embeddedBroker({ topics: [source] });
  const producer = await createProducer({ connection: { brokers: broker.brokers } });
  const letter = (offset: number, value: Buffer, code: string) =>
    deadLetter(
      {
        ...{ topic: source.name, partition: 1, offset, key: Buffer.from(`key\u001b[2J-${offset}`) },
        ...{ value, headers: { own: 'x' } },
      },
      Object.assign(new Error(`reason \u202e${offset}`), { code }),
      new Date(`2026-05-0${offset}T00:00:00Z`),
    );
  await producer.send(deadLetterTopic(source), [
    letter(1, Buffer.from('one'), 'ERR_A'),
    letter(2, Buffer.from([0xff]), 'ERR_B'),
  ]);
  await producer.close();
});
afterAll(() => broker.close());

/** What the app prints when it is called with `args` and `flags`. */
async function run(args: readonly string[], flags: Record<string, string | boolean> = {}) {
  const settings = readSettings(
    Settings,
    new Map(Object.entries({ brokers: broker.brokers, ...flags })),
    {},
  );
  const lines: string[] = [];
  const context = {
    ...{ settings, args, signal: new AbortController().signal, health: new Health() },
    logger: createLogger({ name: 'dead-letters', level: 'silent', format: 'json' }),
    metrics: undefined as never,
  };
  const running = await startDeadLetters(context, (text) => lines.push(...text.split('\n')));
  await running.done;
  return lines;
}

describe('dead-letters', () => {
  it('lists letters in words that can do no harm to a terminal', async () => {
    expect((await run(['list', 'numbers'])).sort()).toEqual([
      '    reason \\u{202e}1',
      '    reason \\u{202e}2',
      '2 dead letters of numbers',
      '2026-05-01T00:00:00.000Z  ERR_A  [1] offset 1  key\\u{1b}[2J-1  waiting',
      '2026-05-02T00:00:00.000Z  ERR_B  [1] offset 2  key\\u{1b}[2J-2  waiting',
    ]);
    expect(await run(['list', 'numbers'], { code: 'ERR_C' })).toEqual([
      '0 dead letters of numbers',
    ]);
    expect(await run(['list', 'numbers'], { limit: '1' })).toHaveLength(3);
  });

  it('lists letters with all they hold as JSON', async () => {
    const lines = await run(['list', 'numbers'], { json: true });
    const letters = lines.map((line) => JSON.parse(line) as { code: string; value: unknown });
    letters.sort((a, b) => a.code.localeCompare(b.code));
    expect(letters).toMatchObject([
      { code: 'ERR_A', value: 'one', headers: { own: 'x' }, source: { partition: 1, offset: 1 } },
      { code: 'ERR_B', value: { base64: '/w==' } },
    ]);
  });

  it('puts back what the filter asks for, once, and nothing when it is only tried', async () => {
    const filter = { since: '2026-05-02T00:00:00Z', partition: '1' };
    const tried = await run(['replay', 'numbers'], { ...filter, dryRun: true });
    expect(tried.at(-1)).toBe('1 of 1 records would be put back into numbers');
    const connection = { brokers: broker.brokers };
    expect(await readAll({ connection, topic: source })).toEqual([]);

    const replayed = await run(['replay', 'numbers'], filter);
    expect(replayed.at(-1)).toBe('1 of 1 records put back into numbers');
    const again = await run(['replay', 'numbers'], { json: true });
    expect(JSON.parse(again.at(-1) ?? '')).toMatchObject({ matched: 2, replayed: 1, before: 1 });
    const values = (await readAll({ connection, topic: source })).map(({ value }) => value);
    expect(values.sort((a, b) => Buffer.compare(a, b))).toEqual([
      Buffer.from('one'),
      Buffer.from([0xff]),
    ]);
  });

  it.each([
    [[], 'Say what to do'],
    [['list'], 'Say what to do'],
    [['burn', 'numbers'], 'Say what to do'],
    [['list', 'numbers', 'letters'], 'Say what to do'],
    [['replay', 'nowhere'], 'there is no topic nowhere'],
    [['list', 'no topic'], 'is not a topic name'],
  ])('refuses %j with words', async (args, words) => {
    await expect(run(args)).rejects.toMatchObject({
      code: 'ERR_APP',
      message: expect.stringContaining(words) as string,
    });
  });

  it('refuses a time nobody can read', () => {
    expect(() => readSettings(Settings, new Map([['since', 'yesterday']]), {})).toThrow(
      /since must be a time/,
    );
  });
});
