import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { native } from '../native/rdkafka.js';
import { createProducer } from '../producer/producer.js';
import { testBroker } from '../testing/test-broker.js';
import { bytesCodec } from '../topic/codec.js';
import { topic } from '../topic/topic.js';
import { PollingConsumer } from './poll.js';
import { readTopic, type ReadTopicOptions } from './read-topic.js';

const kafka = testBroker({ beforeAll, afterAll });

afterEach(() => vi.restoreAllMocks());

const leaderless = () => Object.assign(new Error('Broker: Leader not available'), { code: 5 });

async function filled(count: number) {
  const notes = topic({ name: `notes-${randomUUID()}`, value: bytesCodec });
  const producer = await createProducer({ connection: kafka.connection });
  await producer.send(
    notes,
    Array.from({ length: count }, (_, n) => ({ key: `k${n}`, value: Buffer.from(`${n}`) })),
  );
  await producer.close();
  return notes;
}

async function read(options: Omit<ReadTopicOptions<string | null, Buffer>, 'connection'>) {
  let records = 0;
  for await (const { value } of readTopic({ connection: kafka.connection, ...options })) {
    records += value.length > 0 ? 1 : 0;
  }
  return records;
}

it('waits for partitions whose leader is away', async () => {
  const notes = await filled(20);
  const query = vi
    .spyOn(native.KafkaConsumer.prototype, 'queryWatermarkOffsets')
    .mockImplementationOnce(((...args: unknown[]) =>
      (args.at(-1) as (error: Error) => void)(leaderless())) as never);
  expect(await read({ topic: notes })).toBe(20);
  expect(query.mock.calls.length).toBeGreaterThan(4);
});

it('gives up, with the reason, on brokers that do not tell of a leader in time', async () => {
  const notes = await filled(1);
  vi.spyOn(native.KafkaConsumer.prototype, 'queryWatermarkOffsets').mockImplementation(((
    ...args: unknown[]
  ) => (args.at(-1) as (error: Error) => void)(leaderless())) as never);
  await expect(read({ topic: notes, stallMs: 100 })).rejects.toMatchObject({
    code: 'ERR_KAFKA_OUTAGE',
    retriable: true,
    message: expect.stringContaining('Leader not available') as string,
  });
});

it('gives up on brokers that have no more records to give before the end', async () => {
  const notes = await filled(1);
  vi.spyOn(PollingConsumer.prototype, 'poll').mockResolvedValue({ records: [], ends: [] });
  await expect(read({ topic: notes, stallMs: 100 })).rejects.toThrow(
    /has not got on for 0\.1 s, with 1 partitions not read to their ends/,
  );
});

it('ends at once when it is not wanted any more, also while nobody answers', async () => {
  const sockets: Socket[] = [];
  const mute = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const brokers = `127.0.0.1:${(mute.address() as AddressInfo).port}`;
  const stop = new AbortController();
  const notes = topic({ name: 'notes', value: bytesCodec });
  const reading = readTopic({ connection: { brokers }, topic: notes, signal: stop.signal }).next();
  const connected = once(mute, 'connection');
  await connected;
  stop.abort(new Error('not wanted'));
  await expect(reading).rejects.toThrow('not wanted');
  for (const socket of sockets) socket.destroy();
  mute.close();
}, 5_000);
