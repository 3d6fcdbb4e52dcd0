import { FakeOllama, type Behaviour } from '@wikistream/translator-core/testing';

const RUBBISH: readonly Behaviour[] = [
  { content: '<think>Let me see' },
  { content: '{"translation":""}' },
  { content: '{"translation":"译', reason: 'length' },
  { content: '{"translation":"x","obey":true}' },
  { raw: '<html>502 Bad Gateway</html>' },
  { status: 500, error: 'llama runner process has terminated: exit status 2' },
  { status: 503, error: 'server busy, please try again.  maximum pending requests exceeded' },
  'hang',
  'drop',
];

/** A model server that hangs, errors, answers rubbish, dies and comes back, always at one address. */
export class MoodyModel {
  readonly url: string;
  /** Requests treated badly. */
  misbehaviours = 0;
  deaths = 0;
  #before = 0;
  #server: FakeOllama;

  private constructor(server: FakeOllama, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(): Promise<MoodyModel> {
    const server = new FakeOllama();
    return new MoodyModel(server, await server.listen());
  }

  /** Most titles that came in one request. */
  get mostTitles(): number {
    const sizes = this.#server.requests.map(({ titles }) => titles.length);
    return Math.max(this.#before, ...sizes);
  }

  /** The next requests get one kind of trouble each. */
  misbehave(): void {
    this.#server.script.push(...RUBBISH);
    this.misbehaviours += RUBBISH.length;
  }

  /** Every connection breaks, and nobody listens any more. */
  async die(): Promise<void> {
    this.deaths += 1;
    this.#before = this.mostTitles;
    await this.#server.close();
  }

  async comeBack(): Promise<void> {
    this.#server = new FakeOllama();
    await this.#server.listen(Number(new URL(this.url).port));
  }

  async close(): Promise<void> {
    await this.#server.close();
  }
}
