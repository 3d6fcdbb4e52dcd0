import { describe, expect, it } from 'vitest';
import { Slots } from './slots.js';

describe('Slots', () => {
  it('works on as many requests as it has slots; others wait in order', () => {
    const slots = new Slots(2, 200);
    expect([0, 0, 10, 20].map((now) => slots.take(1, now))).toEqual([200, 200, 400, 400]);
  });

  it('takes a multiple of the time for several titles, and loses the time nothing is asked', () => {
    const slots = new Slots(1, 200);
    expect(slots.take(3, 0)).toBe(600);
    expect(slots.take(1, 601)).toBe(801);
  });

  it('takes the time of a request once, however many titles are in it', () => {
    expect(new Slots(1, 20, 180).take(16, 0)).toBe(500);
  });

  it('reaches its limit exactly when there is always a request waiting', () => {
    const slots = new Slots(4, 200);
    let last = 0;
    for (let n = 0; n < 400; n += 1) last = slots.take(1, Math.max(0, last - 250));
    expect(last).toBe((400 / 4) * 200);
  });
});
