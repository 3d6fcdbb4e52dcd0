import { expect, it, vi } from 'vitest';
import { Broadcast } from './broadcast.js';

const text = (frame: Uint8Array) => new TextDecoder().decode(frame);

it('tells each follower what there is at once, and later what differs', () => {
  const broadcast = new Broadcast(() => () => undefined);
  const first: string[] = [];
  const second: string[] = [];
  broadcast.follow((_, frame) => first.push(text(frame)));
  broadcast.tell('confirmed', { time: '10:00' });
  broadcast.tell('problem', { reason: 'slow' });
  broadcast.tell('problem', { reason: 'slow' });
  broadcast.tell('health', { at: 'now', secondsBehind: 1, parts: [] });
  broadcast.tell('health', { at: 'later', secondsBehind: 1, parts: [] });
  broadcast.follow((_, frame) => second.push(text(frame)));
  expect(first).toEqual([
    'event: confirmed\ndata: {"time":"10:00"}\n\n',
    'event: problem\ndata: {"reason":"slow"}\n\n',
    'event: health\ndata: {"at":"now","secondsBehind":1,"parts":[]}\n\n',
  ]);
  expect(second).toEqual(first);
});

it('writes an event out once for all', () => {
  const broadcast = new Broadcast(() => () => undefined);
  const frames: Uint8Array[] = [];
  for (let n = 0; n < 3; n += 1) broadcast.follow((_, frame) => frames.push(frame));
  broadcast.tell('confirmed', { time: '10:00' });
  expect(frames).toHaveLength(3);
  expect(new Set(frames).size).toBe(1);
});

it('works while somebody follows, and then forgets', () => {
  const end = vi.fn();
  const begin = vi.fn(() => end);
  const broadcast = new Broadcast(begin);
  const leave = [broadcast.follow(() => undefined), broadcast.follow(() => undefined)];
  broadcast.tell('confirmed', { time: '10:00' });
  expect([begin.mock.calls.length, broadcast.followers]).toEqual([1, 2]);
  for (const stop of [...leave, ...leave]) stop();
  expect(end).toHaveBeenCalledOnce();

  const send = vi.fn();
  broadcast.follow(send);
  expect(send).not.toHaveBeenCalled();
  expect(begin).toHaveBeenCalledTimes(2);
});
