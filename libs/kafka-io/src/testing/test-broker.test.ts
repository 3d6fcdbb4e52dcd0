import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProducer } from '../producer/producer.js';
import { stringCodec } from '../topic/codec.js';
import { topic } from '../topic/topic.js';
import { readAll } from './read-all.js';
import { testBroker, type TestBroker } from './test-broker.js';

let used: TestBroker | undefined;

describe('testBroker', () => {
  const kafka = testBroker({ beforeAll, afterAll });
  used = kafka;

  it('is there for every test', async () => {
    const notes = topic({ name: kafka.uniqueName('notes'), value: stringCodec });
    const { connection } = kafka;
    const producer = await createProducer({ connection });
    await producer.send(notes, { key: 'k', value: 'hello' });
    await producer.close();
    expect(await readAll({ connection, topic: notes })).toMatchObject([{ value: 'hello' }]);
    expect(kafka.uniqueName('notes')).not.toBe(notes.name);
  });
});

describe('after it', () => {
  it('is gone, and says so', () => {
    expect(() => used?.connection).toThrow('only while tests');
  });
});
