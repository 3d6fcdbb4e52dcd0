import { PartitionMap } from './partition-map.js';
import type { Cursor, Position } from './position.js';
import { RecentEvents, type RecentEventsOptions } from './recent-events.js';
import type { StreamState } from './state.js';

/** What acknowledging needs to know of an item. */
export interface Acknowledgeable {
  /** Where the whole stream stands behind this item. */
  readonly cursor: Cursor;
  /** The item's own position, if it is an event. */
  readonly position?: Position | undefined;
}

/** The resumable state: it moves only with what has been acknowledged. */
export class Acknowledgements {
  readonly #options: RecentEventsOptions;
  readonly #recent = new PartitionMap<RecentEvents>();
  #cursor: Cursor;

  constructor(options: RecentEventsOptions, start?: StreamState) {
    this.#options = options;
    this.#cursor = (start?.partitions ?? []).map(({ recent, ...position }) => {
      this.#recent.set(position, new RecentEvents(options, recent));
      return position;
    });
  }

  /** Moves on to an item. An event is to be acknowledged once. */
  acknowledge(item: Acknowledgeable): void {
    this.#cursor = item.cursor;
    const { position } = item;
    if (position?.id === undefined) return;
    let recent = this.#recent.get(position);
    if (recent === undefined) {
      recent = new RecentEvents(this.#options);
      this.#recent.set(position, recent);
    }
    recent.add(position.id, position.timestamp);
  }

  /** A copy, ready to be stored. */
  get state(): StreamState {
    return {
      version: 1,
      partitions: this.#cursor.map((position) => ({
        ...position,
        recent: this.#recent.get(position)?.toJSON() ?? [],
      })),
    };
  }
}
