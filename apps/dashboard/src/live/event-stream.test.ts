import { expect, it, vi } from 'vitest';
import { EventStream, eventFrame } from './event-stream.js';

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

it('is a frame of one data line, whatever the data', () => {
  expect(text(eventFrame('statistics', { title: 'a\nb\r\u2028' }))).toBe(
    'event: statistics\ndata: {"title":"a\\nb\\r\u2028"}\n\n',
  );
});

it('sends a slow reader the latest of each kind, and keeps no queue', async () => {
  const stream = new EventStream({ keepAliveMs: 60_000, onClose: () => undefined });
  const frame = (kind: string, n: number) => eventFrame(kind, n);
  for (let n = 1; n <= 1_000; n += 1) stream.send('statistics', frame('statistics', n));
  stream.send('health', frame('health', 1));
  const reader = stream.body.getReader();
  const got = [];
  for (let n = 0; n < 3; n += 1) got.push(text((await reader.read()).value));
  expect(got).toEqual([
    text(frame('statistics', 1)),
    text(frame('statistics', 1_000)),
    text(frame('health', 1)),
  ]);
  await reader.cancel();
});

it('tells once that the reader is gone, and sends nothing any more', async () => {
  const onClose = vi.fn();
  const stream = new EventStream({ keepAliveMs: 60_000, onClose });
  await stream.body.cancel();
  stream.send('statistics', eventFrame('statistics', 1));
  stream.close();
  expect(onClose).toHaveBeenCalledOnce();
});

it('keeps an idle connection open', async () => {
  const stream = new EventStream({ keepAliveMs: 5, onClose: () => undefined });
  const reader = stream.body.getReader();
  expect(text((await reader.read()).value)).toBe(': alive\n\n');
  await reader.cancel();
});
