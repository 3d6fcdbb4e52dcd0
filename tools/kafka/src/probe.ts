import { connect } from 'node:net';

const METADATA = 3;
const VERSION = 1;
const TIMEOUT_MS = 1_000;

/**
 * Asks a broker for its cluster: true when it lists at least one registered broker, that is when
 * clients can work with it.
 */
export async function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let received = Buffer.alloc(0);
    const settle = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(TIMEOUT_MS, () => settle(false));
    socket.on('error', () => settle(false));
    socket.on('close', () => settle(false));
    socket.on('connect', () => socket.write(metadataRequest()));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const brokers = brokersOf(received);
      if (brokers !== undefined) settle(brokers > 0);
    });
  });
}

/** A Metadata request about no topics. */
export function metadataRequest(): Buffer {
  const client = Buffer.from('wikistream-probe');
  const body = Buffer.alloc(14 + client.length);
  body.writeInt16BE(METADATA, 0);
  body.writeInt16BE(VERSION, 2);
  body.writeInt32BE(1, 4);
  body.writeInt16BE(client.length, 8);
  client.copy(body, 10);
  body.writeInt32BE(0, 10 + client.length);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

/** How many brokers a response lists; undefined while too little of it has come. */
export function brokersOf(response: Buffer): number | undefined {
  // Size, correlation id, then the array of brokers.
  return response.length < 12 ? undefined : response.readInt32BE(8);
}
