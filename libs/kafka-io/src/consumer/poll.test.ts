import type { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { Code } from '../native/errors.js';
import { PollingConsumer } from './poll.js';

it('tells why the client can not go on, which its error does not', async () => {
  const consumer = new PollingConsumer({ brokers: 'nobody:1' }, { 'group.id': 'group' });
  const fatal = Object.assign(new Error('Local: Fatal error'), { code: Code.fatal });
  vi.spyOn(consumer.native, 'consume').mockImplementation(((_: number, done: unknown) => {
    (done as (error: Error) => void)(fatal);
  }) as never);
  await expect(consumer.poll(1)).rejects.toThrow('Local: Fatal error');
  (consumer.native as EventEmitter).emit('event.log', {
    severity: 0,
    fac: 'FATAL',
    message: '[thrd:main]: Fatal error: Broker: Static member fenced: taken over',
  });
  await expect(consumer.poll(1)).rejects.toThrow(/^Fatal error: Broker: Static member fenced/);
});
