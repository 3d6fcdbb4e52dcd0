import {
  admin,
  bytesCodec,
  consumeTopic,
  createProducer,
  deadLetterTopic,
  FencedError,
  jsonCodec,
  readDeadLetters,
  replayDeadLetters,
  topic,
  transactionalProducer,
  type GroupProtocol,
  type RunningConsumer,
} from '@wikistream/kafka-io';
import { readAll } from '@wikistream/kafka-io/testing';
import { startKafka, type Kafka } from '@wikistream/kafka-local';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.js';

/** What only a real broker does: fencing, hidden records, compaction, offsets that stay. */
let kafka: Kafka;
let connection: { brokers: string };

beforeAll(async () => {
  kafka = await startKafka({
    properties: {
      'log.cleaner.backoff.ms': 200,
      // Members of a group hear of each other with their heartbeats.
      'group.consumer.min.heartbeat.interval.ms': 500,
      'group.consumer.heartbeat.interval.ms': 500,
    },
  });
  connection = { brokers: kafka.brokers };
});
afterAll(() => kafka?.stop());

const value = jsonCodec(Type.Object({ n: Type.Integer() }));

async function made(name: string, partitions = 4, config: Record<string, string> = {}) {
  const numbers = topic({ name, value, partitions, config });
  const control = await admin({ connection });
  await control.ensureTopics([numbers]);
  await control.close();
  return numbers;
}
type Numbers = Awaited<ReturnType<typeof made>>;

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

async function send(numbers: Numbers, values: readonly number[]) {
  const producer = await createProducer({ connection });
  await producer.send(
    numbers,
    values.map((n) => ({ key: `key-${n % 31}`, value: { n } })),
  );
  await producer.close();
}

async function committed(numbers: Numbers): Promise<number[]> {
  const records = await readAll({ connection, topic: numbers });
  return sorted(records.map((record) => record.value.n));
}

describe('transactional producers', () => {
  it('fence the one that had the id before, and what it had not committed never shows', async () => {
    const numbers = await made('fenced');
    const options = { connection, transactionalId: 'writer' };
    const first = await transactionalProducer(options);
    await first.transaction((tx) => tx.send(numbers, { key: 'k', value: { n: 1 } }));
    const second = await transactionalProducer(options);
    const late = first.transaction((tx) => tx.send(numbers, { key: 'k', value: { n: 2 } }));
    await expect(late).rejects.toBeInstanceOf(FencedError);
    // It stays so: a fenced producer that tries again would be two writers under one name.
    const again = first.transaction((tx) => tx.send(numbers, { key: 'k', value: { n: 3 } }));
    await expect(again).rejects.toMatchObject({
      code: 'ERR_KAFKA_FENCED',
      transactionalId: 'writer',
    });
    await second.transaction((tx) => tx.send(numbers, { key: 'k', value: { n: 4 } }));
    await Promise.all([first.close(), second.close()]);
    expect(await committed(numbers)).toEqual([1, 4]);
  });

  it('show aborted records to nobody who reads committed ones', async () => {
    const numbers = await made('aborted');
    const producer = await transactionalProducer({ connection, transactionalId: 'aborting' });
    for (const n of upTo(40)) {
      const written = producer.transaction(async (tx) => {
        await tx.send(numbers, { key: 'k', value: { n } });
        if (n % 2 === 1) throw new Error('changed my mind');
      });
      if (n % 2 === 1) await expect(written).rejects.toThrow('changed my mind');
      else await written;
    }
    await producer.close();
    expect(await committed(numbers)).toEqual(upTo(20).map((n) => 2 * n));
    const everything = await readAll({ connection, topic: numbers, isolation: 'read_uncommitted' });
    expect(everything).toHaveLength(40);
  });
});

describe('a compacted topic', () => {
  it('keeps the newest value of every key, and is read to its end through the gaps', async () => {
    const cursor = await made('cursor', 1, {
      'cleanup.policy': 'compact',
      'segment.ms': '100',
      'min.cleanable.dirty.ratio': '0.01',
    });
    const producer = await transactionalProducer({ connection, transactionalId: 'cursor' });
    let written = 0;
    let kept = 0;
    await until('the broker compacts', async () => {
      for (const n of upTo(10)) {
        await producer.transaction((tx) =>
          tx.send(
            cursor,
            ['a', 'b'].map((key) => ({ key, value: { n: written + n } })),
          ),
        );
      }
      written += 10;
      const records = await readAll({ connection, topic: cursor });
      const newest = new Map(records.map((record) => [record.key, record.value.n]));
      expect(newest).toEqual(
        new Map([
          ['a', written - 1],
          ['b', written - 1],
        ]),
      );
      kept = records.length;
      return kept < 2 * written - 10;
    });
    await producer.close();
    console.log(`cursor: ${2 * written} written, ${kept} kept, newest value right every time`);
  });
});

describe('consumeTopic', () => {
  it.each<GroupProtocol>(['classic', 'consumer'])(
    'handles everything with three instances that come and go (%s)',
    async (groupProtocol) => {
      const numbers = await made(`consumed-${groupProtocol}`, 6);
      const seen: number[] = [];
      const start = () =>
        consumeTopic({
          connection,
          topic: numbers,
          groupId: `consumers-${groupProtocol}`,
          groupProtocol,
          sessionTimeoutMs: 6_000,
          batch: { maxRecords: 50 },
          handle: (records) => void seen.push(...records.map((record) => record.value.n)),
        });
      const all = new Set<number>();
      let sent = 0;
      const sendMore = async (count: number) => {
        const values = upTo(count).map((n) => sent + n);
        for (const n of values) all.add(n);
        sent += count;
        await send(numbers, values);
      };
      const running: RunningConsumer[] = [await start()];
      await sendMore(1_000);
      for (let instance = 1; instance < 3; instance += 1) {
        running.push(await start());
        await sendMore(1_000);
      }
      await until('the partitions are shared', () =>
        running.every((run) => run.stats().assigned.length === 2),
      );
      await running[0]?.stop();
      await sendMore(1_000);
      await until('all is handled', () => new Set(seen).size === all.size);
      await Promise.all(running.map((run) => run.stop()));
      expect(sorted([...new Set(seen)])).toEqual(sorted([...all]));
      // Stops and rebalances commit first; only a balance that takes too long repeats a batch.
      const repeated = seen.length - all.size;
      expect(repeated).toBeLessThanOrEqual(50);

      const control = await admin({ connection });
      const lag = await control.lag(`consumers-${groupProtocol}`, [numbers.name]);
      await control.close();
      expect(lag.reduce((sum, partition) => sum + partition.lag, 0)).toBe(0);
      await sendMore(10);
      const last = await start();
      await until('the rest is handled', () => seen.length === all.size + repeated);
      await last.stop();
      console.log(
        `${groupProtocol}: ${all.size} sent, ${new Set(seen).size} handled, ${repeated} repeated`,
      );
    },
  );
});

describe('dead letters', () => {
  it('go to a topic that is made for them, and come back once, though two runs meet', async () => {
    const numbers = await made('letters');
    const raw = topic({ name: numbers.name, value: bytesCodec });
    const producer = await createProducer({ connection });
    const COUNT = 2_000;
    await producer.send(
      raw,
      upTo(COUNT).map((n) => ({ key: `k${n}`, value: Buffer.from(`${n} is no JSON`) })),
    );
    await producer.close();
    const run = await consumeTopic({
      connection,
      topic: numbers,
      groupId: 'letters',
      handle: () => undefined,
    });
    await until('all are dead letters', () => run.stats().deadLettered === COUNT);
    await run.stop();
    const letters = await readAll({ connection, topic: deadLetterTopic(numbers) });
    expect(letters).toHaveLength(COUNT);

    // The second run fences the first one somewhere in the middle.
    const replay = () => replayDeadLetters({ connection, topic: numbers });
    const [first, second] = await Promise.allSettled([replay(), replay()]);
    const third = await replay();
    const came = await readAll({ connection, topic: raw });
    const back = came.filter(({ headers }) => headers['dead-letter-replays'] === '1');
    const distinct = new Set(back.map((record) => record.value.toString()));
    console.log(
      `replay: ${COUNT} letters, ${distinct.size} came back, ${back.length - distinct.size} twice; ` +
        `runs ${first.status}, ${second.status}, then ${third.replayed}`,
    );
    expect([distinct.size, back.length]).toEqual([COUNT, COUNT]);
    let waiting = 0;
    for await (const { replayedAt } of readDeadLetters({ connection, topic: numbers })) {
      if (!replayedAt) waiting += 1;
    }
    expect(waiting).toBe(0);
  });
});
