import { get, Agent, type IncomingMessage } from 'node:http';
import { once } from 'node:events';

interface Viewer {
  readonly whole: boolean;
  events: number;
  total: number;
}

/** Open pages, as the dashboard sees them: connections that read its events. */
export class Viewers {
  readonly faults: string[] = [];
  bytes = 0;
  readonly #viewers: Viewer[] = [];
  readonly #responses: IncomingMessage[] = [];
  #closing = false;

  /** @param queryOf the filters a viewer watches with, as in the page's address */
  static async open(
    url: string,
    count: number,
    queryOf: (viewer: number) => string,
  ): Promise<Viewers> {
    const viewers = new Viewers();
    const agent = new Agent({ maxSockets: Infinity });
    await Promise.all(
      Array.from({ length: count }, (_, index) =>
        viewers.#open(`${url}/api/live${queryOf(index)}`, agent),
      ),
    );
    return viewers;
  }

  get eventsPerViewer(): { readonly least: number; readonly most: number } {
    const events = this.#viewers.map((viewer) => viewer.events);
    return { least: Math.min(...events), most: Math.max(...events) };
  }

  /** True when everybody who watches the whole has been told this total. */
  allShow(total: number): boolean {
    return this.#viewers.every((viewer) => !viewer.whole || viewer.total === total);
  }

  close(): void {
    this.#closing = true;
    for (const response of this.#responses) response.destroy();
  }

  async #open(address: string, agent: Agent): Promise<void> {
    const request = get(address, { agent });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    if (response.statusCode !== 200) {
      this.faults.push(`${address}: ${response.statusCode}`);
      return;
    }
    const viewer: Viewer = { whole: !address.includes('?'), events: 0, total: NaN };
    this.#viewers.push(viewer);
    this.#responses.push(response);
    let rest = '';
    response.setEncoding('utf8').on('data', (text: string) => {
      this.bytes += Buffer.byteLength(text);
      const frames = (rest + text).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) {
        if (!frame.startsWith('event: statistics\n')) continue;
        viewer.events += 1;
        viewer.total = Number(/"total":(\d+)/.exec(frame)?.[1]);
      }
    });
    response.once('close', () => {
      if (!this.#closing) this.faults.push(`${address}: closed by the dashboard`);
    });
    response.on('error', () => undefined);
  }
}
