import { PartitionMap } from './partition-map.js';
import type { Cursor, Position } from './position.js';
import { RecentEvents, type RecentEventsOptions } from './recent-events.js';
import type { StreamState } from './state.js';

/** What has been handed to the consumer within the window: to hand nothing over twice. */
export class Delivered {
  readonly #options: RecentEventsOptions;
  readonly #ids = new Set<string>();
  readonly #recent = new PartitionMap<RecentEvents>();
  /** Where the earlier run stood. */
  readonly start: Cursor;

  constructor(options: RecentEventsOptions, state?: StreamState) {
    this.#options = options;
    this.start = (state?.partitions ?? []).map(({ recent, ...position }) => {
      for (const { id, at } of recent) this.add({ ...position, id, timestamp: at });
      return position;
    });
  }

  /** True when the event was delivered within the window, from whichever topic. */
  has(eventId: string): boolean {
    return this.#ids.has(eventId);
  }

  add(position: Position): void {
    const { id, timestamp } = position;
    if (id === undefined || this.#ids.has(id)) return;
    let recent = this.#recent.get(position);
    if (recent === undefined) {
      recent = new RecentEvents(this.#options);
      recent.onForget = (forgotten) => this.#ids.delete(forgotten);
      this.#recent.set(position, recent);
    }
    this.#ids.add(id);
    recent.add(id, timestamp);
  }
}
