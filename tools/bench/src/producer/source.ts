import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventBlock } from './event-block.js';

/** A process of its own: serves `events` events to whoever connects, as fast as they are taken. */
const [share = '0.015', events = '1000000'] = process.argv.slice(2);
const block = new EventBlock(Number(share));

const server = createServer((_request, response) => void serve(response));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}`, bytesPerEvent: block.bytesPerEvent });
});
process.once('disconnect', () => process.exit());

async function serve(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(':ok\n\n');
  for (let sent = 0; sent < Number(events); sent += block.frames) {
    if (!response.write(block.next())) await once(response, 'drain');
  }
  // Stays open: the end of a connection is not what is measured.
}
