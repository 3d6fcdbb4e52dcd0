import { expect, it, vi } from 'vitest';
import type { NativeProducer } from '../native/rdkafka.js';
import { Patience } from '../timing/patience.js';
import { NativeTransaction } from './native-transaction.js';

type Done = (error?: unknown) => void;

it('asks for a step again while brokers are away, until it is over', async () => {
  const away = Object.assign(new Error('Local: Timed out'), { code: -185, isRetriable: true });
  const patience = new Patience();
  let asked = 0;
  const commitTransaction = vi.fn((_ms: number, done: Done) => {
    asked += 1;
    if (asked === 3) patience.end();
    setImmediate(() => done(away));
  });
  const producer = { beginTransaction: (done: Done) => done(), commitTransaction };
  const transaction = await NativeTransaction.begin(
    producer as unknown as NativeProducer,
    'id',
    patience,
  );
  await expect(transaction.commit()).rejects.toMatchObject({ definitelyAborted: false });
  expect(asked).toBe(3);
});
