import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { native } from '../native/rdkafka.js';
import { testBroker } from '../testing/test-broker.js';
import { stringCodec } from '../topic/codec.js';
import { topic } from '../topic/topic.js';
import { transactionalProducer } from './transactional-producer.js';

const kafka = testBroker({ beforeAll, afterAll });

it('closes within its deadline while brokers are away in the middle of a transaction', async () => {
  const notes = topic({ name: kafka.uniqueName('notes'), value: stringCodec });
  const away = Object.assign(new Error('Local: Timed out'), { code: -185, isRetriable: true });
  const producer = await transactionalProducer({
    connection: kafka.connection,
    transactionalId: 'writer',
  });
  const commit = vi.spyOn(native.Producer.prototype, 'commitTransaction');
  const asked = new Promise<void>((resolve) => {
    commit.mockImplementation(((_ms: number, done: (error: unknown) => void) => {
      resolve();
      setTimeout(() => done(away), 20);
    }) as never);
  });
  const written = producer.transaction((tx) => tx.send(notes, { key: 'k', value: 'hello' }));
  written.catch(() => undefined);
  await asked;
  const begun = performance.now();
  await producer.close(100);
  expect(performance.now() - begun).toBeLessThan(2_000);
  await expect(written).rejects.toMatchObject({ definitelyAborted: false });
  commit.mockRestore();
});
