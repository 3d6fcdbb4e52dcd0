import { describe, expect, it } from 'vitest';
import { EventBlock } from './event-block.js';

const eventsOf = (block: Buffer) =>
  block
    .toString()
    .trimEnd()
    .split('\n\n')
    .map(
      (frame) =>
        JSON.parse(frame.slice(frame.indexOf('data: ') + 6)) as {
          type: string;
          timestamp: number;
          meta: { id: string; offset: number; dt: string };
        },
    );

describe('EventBlock', () => {
  it('sends events that follow each other without a break, with the share asked for', () => {
    const block = new EventBlock(0.015);
    const events = [...eventsOf(block.next()), ...eventsOf(block.next())];
    expect(events).toHaveLength(2 * block.frames);
    events.forEach(({ meta }, i) => expect(meta.offset).toBe(1_000_000_000 + i));
    expect(new Set(events.map(({ meta }) => meta.id)).size).toBe(events.length);
    expect(events.filter(({ type }) => type === 'new')).toHaveLength(0.015 * events.length);
    const last = Date.UTC(2026, 4, 1) + 33 * (events.length - 1);
    expect(events.at(-1)?.meta.dt).toBe(new Date(last).toISOString());
    expect(events.at(-1)?.timestamp).toBe(Math.floor(last / 1000));
  });

  it('selects everything when asked', () => {
    expect(eventsOf(new EventBlock(1).next()).every(({ type }) => type === 'new')).toBe(true);
  });
});
