import { connect } from 'node:net';

/** Number of the CreateTopics request in the Kafka protocol. */
export const CREATE_TOPICS = 19;

const API_VERSIONS = 18;

/** An ApiVersions request, version 0: every broker since 0.10 answers it, before authentication. */
export function apiVersionsRequest(correlationId: number): Buffer {
  const clientId = Buffer.from('wikistream');
  const body = Buffer.alloc(10 + clientId.length);
  body.writeInt16BE(API_VERSIONS, 0);
  body.writeInt16BE(0, 2);
  body.writeInt32BE(correlationId, 4);
  body.writeInt16BE(clientId.length, 8);
  clientId.copy(body, 10);
  return withLength(body);
}

/** The request numbers a broker listed in its answer; undefined while bytes are missing. */
export function parseApiVersions(bytes: Buffer): ReadonlySet<number> | undefined {
  if (bytes.length < 4 || bytes.length < 4 + bytes.readInt32BE(0)) return undefined;
  const count = bytes.readInt32BE(10);
  const keys = new Set<number>();
  for (let index = 0; index < count; index += 1) keys.add(bytes.readInt16BE(14 + index * 6));
  return keys;
}

/** Asks the broker at `address` (`host:port`, no TLS) which requests it serves. */
export async function supportedRequests(
  address: string,
  timeoutMs = 3_000,
): Promise<ReadonlySet<number>> {
  const separator = address.lastIndexOf(':');
  const socket = connect({
    host: address.slice(0, separator),
    port: Number(address.slice(separator + 1)),
    timeout: timeoutMs,
  });
  try {
    return await new Promise<ReadonlySet<number>>((resolve, reject) => {
      let received = Buffer.alloc(0);
      socket.once('error', reject);
      socket.once('close', () => reject(new Error(`${address} hung up`)));
      socket.once('timeout', () => reject(new Error(`${address} does not answer`)));
      socket.on('data', (chunk) => {
        received = Buffer.concat([received, chunk]);
        const keys = parseApiVersions(received);
        if (keys) resolve(keys);
      });
      socket.write(apiVersionsRequest(1));
    });
  } finally {
    socket.destroy();
  }
}

function withLength(body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length, 0);
  return Buffer.concat([length, body]);
}
