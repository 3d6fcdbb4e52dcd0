import { expect, it } from 'vitest';
import { BusyError } from '../errors.js';
import { Gate } from './gate.js';

it('lets a few in, keeps some waiting in their order, refuses the rest', async () => {
  const gate = new Gate({ what: 'searches', atATime: 2, waiting: 2 });
  const inside: number[] = [];
  const leave: (() => void)[] = [];
  const come = (who: number) =>
    gate.enter().then((left) => {
      inside.push(who);
      leave[who] = left;
    });
  await Promise.all([come(0), come(1)]);
  const waiting = [come(2), come(3)];
  await expect(gate.enter()).rejects.toThrow(BusyError);
  expect(inside).toEqual([0, 1]);
  leave[1]?.();
  // Leaving twice frees no second place.
  leave[1]?.();
  await waiting[0];
  expect(inside).toEqual([0, 1, 2]);
  leave[0]?.();
  await waiting[1];
  expect(inside).toEqual([0, 1, 2, 3]);
  leave[2]?.();
  leave[3]?.();
  expect(await gate.pass(async () => 'done')).toBe('done');
});

it('frees the place of work that fails', async () => {
  const gate = new Gate({ what: 'searches', atATime: 1, waiting: 0 });
  await expect(gate.pass(async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await gate.pass(async () => 'done')).toBe('done');
});
