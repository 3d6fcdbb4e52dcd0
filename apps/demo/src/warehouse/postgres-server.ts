import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { AddressUnavailableError } from '@wikistream/service-kit';
import { Turns } from './turns.js';
import { transactionStatus, WireFrameReader, type WireFrame } from './wire-frames.js';

/** A database on a TCP port. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves one PGlite database to many PostgreSQL clients.
 *
 * PGlite is a single session. `@electric-sql/pglite-socket` shares it message by message, so the
 * Parse of one client can be followed by the Bind of another and run the wrong statement. Here a
 * client has the session to itself from the first message of a request to its Sync, and from BEGIN
 * to COMMIT or ROLLBACK.
 *
 * @throws {AddressUnavailableError} when it cannot listen.
 */
export async function servePostgres(options: {
  db: PGlite;
  host: string;
  port: number;
}): Promise<PostgresServer> {
  const turns = new Turns();
  const sockets = new Set<Socket>();
  const server: Server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void new Session(options.db, turns, socket).run().finally(() => socket.destroy());
  });
  try {
    server.listen(options.port, options.host);
    await once(server, 'listening');
  } catch (error) {
    throw new AddressUnavailableError(
      'database',
      'DEMO_DATABASE_PORT',
      options.host,
      options.port,
      error,
    );
  }
  const { address, port } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** One client's connection. */
class Session {
  readonly #db: PGlite;
  readonly #turns: Turns;
  readonly #socket: Socket;
  /** Ends the turn this client holds, if it holds one. */
  #endTurn: (() => void) | undefined;
  #inTransaction = false;

  constructor(db: PGlite, turns: Turns, socket: Socket) {
    this.#db = db;
    this.#turns = turns;
    this.#socket = socket;
  }

  async run(): Promise<void> {
    const frames = new WireFrameReader();
    try {
      // Pulling from the socket is the backpressure: nothing more is read while a request runs.
      for await (const chunk of this.#socket as AsyncIterable<Buffer>) {
        for (const frame of frames.push(chunk)) {
          if (!(await this.#handle(frame))) return;
        }
      }
    } catch {
      // The client went away or does not speak the protocol; its transaction is rolled back below.
    } finally {
      await this.#leave();
    }
  }

  /** Returns false when the connection is over. */
  async #handle(frame: WireFrame): Promise<boolean> {
    if (frame.kind === 'encryption') {
      this.#socket.write('N');
      return true;
    }
    if (frame.kind === 'cancel' || frame.type === 'X') return false;
    this.#endTurn ??= await this.#turns.take();
    const answer = await this.#db.runExclusive(() => this.#db.execProtocolRaw(frame.bytes));
    if (answer.length > 0) this.#socket.write(answer);
    const status = transactionStatus(answer);
    if (status) this.#inTransaction = status !== 'I';
    if (status === 'I') this.#giveTurn();
    return true;
  }

  async #leave(): Promise<void> {
    if (this.#inTransaction) await this.#db.exec('ROLLBACK').catch(() => undefined);
    this.#giveTurn();
  }

  #giveTurn(): void {
    this.#endTurn?.();
    this.#endTurn = undefined;
  }
}
