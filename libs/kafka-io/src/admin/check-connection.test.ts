import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { embeddedBroker, type EmbeddedBroker } from '../embedded/embedded-broker.js';
import { checkConnection } from './check-connection.js';

let broker: EmbeddedBroker;
beforeAll(async () => {
  broker = await embeddedBroker({ topics: [{ name: 'here' }] });
});
afterAll(() => broker.close());

const failing = (connection: ConnectionOptions) =>
  checkConnection({ connection, timeoutMs: 1_500 }).then(
    () => 'it connected',
    (error: unknown) => error,
  );

describe('checkConnection', () => {
  it('tells of brokers and topics', async () => {
    const connection = { brokers: broker.brokers };
    expect(await checkConnection({ connection, topics: [{ name: 'here' }] })).toEqual({
      brokers: [broker.brokers],
      topics: [{ name: 'here', partitions: 4 }],
    });
  });

  it('names the topic that is missing', async () => {
    const connection = { brokers: broker.brokers };
    const topics = [{ name: 'here' }, { name: 'nowhere' }];
    await expect(checkConnection({ connection, topics })).rejects.toMatchObject({
      code: 'ERR_KAFKA_TOPIC',
      topic: 'nowhere',
    });
  });

  it.each([
    ['refused', { brokers: '127.0.0.1:1' }, /Connection refused; nothing listens there/],
    ['unknown-host', { brokers: 'nowhere.invalid:9092' }, /check the addresses/],
  ] as const)('says %s', async (failure, connection, message) => {
    expect(await failing(connection)).toMatchObject({
      code: 'ERR_KAFKA_CONNECTION',
      failure,
      message: expect.stringMatching(message) as string,
    });
  });

  it('tells TLS and SASL that are not wanted, before its time is up', async () => {
    const brokers = broker.brokers;
    const sasl = { mechanism: 'plain', username: 'u', password: 'secret' } as const;
    const begun = Date.now();
    const [tls, login] = await Promise.all(
      [
        { brokers, ssl: true },
        { brokers, sasl },
      ].map((connection) =>
        checkConnection({ connection, timeoutMs: 30_000 }).catch((error: unknown) => error),
      ),
    );
    expect(tls).toMatchObject({ failure: 'tls-not-wanted' });
    expect(login).toMatchObject({ failure: 'sasl-not-wanted' });
    expect(Date.now() - begun).toBeLessThan(15_000);
    expect(String(login)).not.toContain('secret');
  });

  it.each([
    ['no-answer', () => undefined],
    ['tls-wanted', (socket: Socket) => socket.once('data', () => socket.destroy())],
  ] as const)('says %s of a server that is no plain Kafka broker', async (failure, behave) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      behave(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      expect(await failing({ brokers: `127.0.0.1:${port}` })).toMatchObject({ failure });
    } finally {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  });
});
