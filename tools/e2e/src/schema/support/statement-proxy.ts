import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** A PostgreSQL server behind a wire that counts statements and can stop at one. */
export interface StatementProxy {
  /** The server's address by way of the proxy. */
  readonly url: string;
  /** Texts of the statements passed on so far, of all connections, in order. */
  readonly statements: readonly string[];
  /** Resolves when the chosen statement has been executed and its answer is being withheld. */
  readonly held: Promise<void>;
  close(): Promise<void>;
}

/** Frontend messages that carry a statement: Query, and Parse of the extended protocol. */
const QUERY = 'Q'.charCodeAt(0);
const PARSE = 'P'.charCodeAt(0);
const READY_FOR_QUERY = 'Z'.charCodeAt(0);

/**
 * Stands between a client and PostgreSQL. The statement number `holdAt` (from 1) is executed by the
 * server, but its answer never reaches the client: whoever kills the client then has stopped it
 * after exactly that statement, wherever in its code that is. The client's end closes the server's
 * connection, as the operating system does for a process that died.
 */
export async function statementProxy(
  databaseUrl: string,
  holdAt = Number.POSITIVE_INFINITY,
): Promise<StatementProxy> {
  const target = new URL(databaseUrl);
  const statements: string[] = [];
  const sockets = new Set<Socket>();
  let nowHeld: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (nowHeld = resolve));

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    let holding = false;
    const toServer = frames({ untypedFirst: true }, (type, frame) => {
      if (holding) return;
      if (type === QUERY || type === PARSE) {
        statements.push(textOf(type, frame));
        holding = statements.length === holdAt;
      }
      upstream.write(frame);
    });
    const toClient = frames({ untypedFirst: false }, (type, frame) => {
      if (!holding) client.write(frame);
      else if (type === READY_FOR_QUERY) nowHeld();
    });
    client.on('data', toServer);
    upstream.on('data', toClient);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const closed = once(server, 'close');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    statements,
    held,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Cuts a stream into protocol messages; a client's first one has no type byte. */
function frames(
  { untypedFirst }: { readonly untypedFirst: boolean },
  take: (type: number, frame: Buffer) => void,
): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  let untyped = untypedFirst;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const header = untyped ? 0 : 1;
      if (rest.length < header + 4) return;
      const end = header + rest.readUInt32BE(header);
      if (rest.length < end) return;
      take(untyped ? 0 : (rest[0] ?? 0), rest.subarray(0, end));
      rest = rest.subarray(end);
      untyped = false;
    }
  };
}

/** A Query holds its text; a Parse holds the statement's name before it. */
function textOf(type: number, frame: Buffer): string {
  const [first = '', second = ''] = frame.subarray(5).toString().split('\0');
  return type === QUERY ? first : second;
}
