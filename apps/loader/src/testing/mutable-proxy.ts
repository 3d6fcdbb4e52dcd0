import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Lies between a client and a server, and can fall silent without closing a connection. */
export class MutableProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #muted = false;

  private constructor(target: string) {
    const at = target.lastIndexOf(':');
    const [host, port] = [target.slice(0, at), Number(target.slice(at + 1))];
    this.#server = createServer((client) => {
      const server = connect(port, host);
      this.#join(client, server);
      this.#join(server, client);
    });
  }

  static async start(target: string): Promise<MutableProxy> {
    const proxy = new MutableProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on every byte is swallowed, also of new connections. */
  mute(): void {
    this.#muted = true;
  }

  /** New connections are of use again; the server is told that the old ones are gone. */
  unmute(): void {
    this.#muted = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('data', (bytes) => {
      if (!this.#muted) to.write(bytes);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      if (!this.#muted) to.destroy();
    });
  }
}
