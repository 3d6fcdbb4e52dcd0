import type { LiveEvents } from '../api/contract.js';
import { eventFrame } from './event-stream.js';

/** Takes an event: its kind, and its bytes as they go over the wire. */
export type Send = (kind: keyof LiveEvents, frame: Uint8Array) => void;

/**
 * Events to many followers. Each is told the last event of each kind at once and later what differs
 * from it; an event is written out once, however many it is sent to.
 */
export class Broadcast {
  readonly #begin: () => () => void;
  readonly #followers = new Set<Send>();
  readonly #last = new Map<keyof LiveEvents, { identity: string; frame: Uint8Array }>();
  #end: (() => void) | undefined;

  /** @param begin called when somebody follows; what it returns, when nobody does any more */
  constructor(begin: () => () => void) {
    this.#begin = begin;
  }

  get followers(): number {
    return this.#followers.size;
  }

  /** Sends events until the returned function is called. */
  follow(send: Send): () => void {
    for (const [kind, { frame }] of this.#last) send(kind, frame);
    this.#followers.add(send);
    this.#end ??= this.#begin();
    return () => {
      if (!this.#followers.delete(send) || this.#followers.size > 0) return;
      this.#end?.();
      this.#end = undefined;
      // Whoever comes next comes to something else.
      this.#last.clear();
    };
  }

  /** Tells an event, unless nothing but when it was read differs from the one before. */
  tell<K extends keyof LiveEvents>(kind: K, event: LiveEvents[K]): void {
    const identity = JSON.stringify({ ...event, at: '' });
    if (this.#last.get(kind)?.identity === identity) return;
    const frame = eventFrame(kind, event);
    this.#last.set(kind, { identity, frame });
    for (const send of this.#followers) send(kind, frame);
  }
}
