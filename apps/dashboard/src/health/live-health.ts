import type { PipelineHealth } from '../api/contract.js';
import { Broadcast, type Send } from '../live/broadcast.js';
import { Feed } from '../live/feed.js';
import { Pace } from '../live/pace.js';

const INTERVAL_MS = 2_000;

/** How the pipeline is, read while somebody watches or asks. */
export class LiveHealth {
  readonly #feed: Feed<PipelineHealth>;
  readonly #broadcast = new Broadcast(() => {
    const tell = (health: PipelineHealth) => this.#broadcast.tell('health', health);
    if (this.#feed.current) tell(this.#feed.current);
    return this.#feed.listen({ onValue: tell, onFailure: () => undefined });
  });

  constructor(options: {
    readonly read: () => Promise<PipelineHealth>;
    readonly onError: (error: unknown) => void;
  }) {
    const pace = new Pace({ intervalMs: INTERVAL_MS, share: 1, feeds: () => 1 });
    this.#feed = new Feed({ ...options, pace });
  }

  /** Read anew unless it has just been. */
  latest(): Promise<PipelineHealth> {
    return this.#feed.latest();
  }

  follow(send: Send): () => void {
    return this.#broadcast.follow(send);
  }
}
