import type { EventEnvelope } from '../events/envelope.js';
import type { StreamItem } from '../stream/items.js';
import type { EventStream } from '../stream/stream-events.js';

/** Takes items, acknowledging each, until `enough` says so. */
export async function collect<E extends EventEnvelope>(
  stream: EventStream<E>,
  enough: (items: readonly StreamItem<E>[]) => boolean,
): Promise<StreamItem<E>[]> {
  const items: StreamItem<E>[] = [];
  for await (const item of stream) {
    items.push(item);
    stream.acknowledge(item);
    if (enough(items)) break;
  }
  return items;
}

/** The `meta.id`s of delivered events, in order. */
export const ids = (items: readonly StreamItem<EventEnvelope>[]): (string | null | undefined)[] =>
  items.flatMap((item) => (item.type === 'event' ? [item.event.meta.id] : []));

/** Enough events. */
export const events =
  (count: number) =>
  (items: readonly StreamItem<EventEnvelope>[]): boolean =>
    items.filter(({ type }) => type === 'event').length >= count;
