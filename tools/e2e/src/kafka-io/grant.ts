import { connect } from 'node:net';

const CREATE_ACLS = 30;
const VERSION = 1;
const TOPIC = 2;
const LITERAL = 3;
const READ = 3;
const ALLOW = 3;
const TIMEOUT_MS = 10_000;

/**
 * Lets `user` read a topic, and do nothing else with it. The client library has no call for it, so the
 * request is written by hand.
 */
export async function grantReading(address: string, topic: string, user: string): Promise<void> {
  const at = address.lastIndexOf(':');
  const host = address.slice(0, at);
  const socket = connect({ host, port: Number(address.slice(at + 1)), timeout: TIMEOUT_MS });
  try {
    const answer = await new Promise<Buffer>((resolve, reject) => {
      let received = Buffer.alloc(0);
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        if (received.length >= 4 && received.length >= 4 + received.readInt32BE(0))
          resolve(received);
      });
      socket.once('error', reject);
      socket.once('timeout', () => reject(new Error(`${address} does not answer`)));
      socket.once('close', () => reject(new Error(`${address} hung up`)));
      socket.write(request(topic, `User:${user}`));
    });
    // Size, correlation id, throttle time, number of results, then the error of the first.
    const code = answer.readInt16BE(16);
    if (code !== 0) throw new Error(`reading ${topic} was not granted: code ${code}`);
  } finally {
    socket.destroy();
  }
}

function request(topic: string, principal: string): Buffer {
  const header = [int16(CREATE_ACLS), int16(VERSION), int32(1), text('wikistream-e2e')];
  const entry = [
    Buffer.from([TOPIC]),
    text(topic),
    Buffer.from([LITERAL]),
    text(principal),
    text('*'),
    Buffer.from([READ, ALLOW]),
  ];
  const body = Buffer.concat([...header, int32(1), ...entry]);
  return Buffer.concat([int32(body.length), body]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int16(bytes.length), bytes]);
}
