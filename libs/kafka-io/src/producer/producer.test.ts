import { expect, it } from 'vitest';
import { embeddedBroker } from '../embedded/embedded-broker.js';
import { stringCodec } from '../topic/codec.js';
import { topic } from '../topic/topic.js';
import { createProducer } from './producer.js';

it('waits for brokers that are away as long as it is told to', async () => {
  const notes = topic({ name: 'notes', value: stringCodec });
  const broker = await embeddedBroker({ topics: [notes] });
  const producer = await createProducer({
    connection: { brokers: broker.brokers },
    deliveryTimeoutMs: 300,
  });
  await broker.close();
  await expect(producer.send(notes, { key: 'k', value: 'hello' })).rejects.toMatchObject({
    code: 'ERR_KAFKA_DELIVERY',
    retriable: true,
    cause: { code: -192 },
  });
  await producer.close(0);
});
