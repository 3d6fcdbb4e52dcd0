import { createHash } from 'node:crypto';
import type { WireEvent } from '../log/wire-event.js';

/** The event at another moment. `milliseconds` is the host's clock or a recorded time moved on. */
export function atTime(event: WireEvent, milliseconds: number): WireEvent {
  return {
    ...event,
    meta: { ...event.meta, dt: new Date(milliseconds).toISOString() },
    ...('timestamp' in event ? { timestamp: Math.floor(milliseconds / 1000) } : {}),
  };
}

/** The event as another one: its `meta.id`, `id` and position differ in every round of a loop. */
export function asAnother(event: WireEvent, round: number): WireEvent {
  const { topic: _topic, partition: _partition, offset: _offset, ...meta } = event.meta;
  const digest = createHash('sha256').update(`${round}:${event.meta.id}`).digest('hex');
  return {
    ...event,
    meta: { ...meta, id: uuid(digest), ...(event.meta.topic ? { topic: event.meta.topic } : {}) },
    // Above all ids of the rounds before: recent-change ids stay far below 2^53.
    ...(typeof event.id === 'number' ? { id: event.id + round * 10_000_000_000 } : {}),
  };
}

/** The first 128 bits of a digest in the form of a UUID of version 4. */
export function uuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
