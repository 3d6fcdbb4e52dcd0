import { describe, expect, it } from 'vitest';
import { Limiter } from './limiter.js';

const busy = new Error('busy');
const overloaded = (error: unknown) => error === busy;

describe('Limiter', () => {
  it('halves once for a round of refusals and grows back with successes', async () => {
    const limiter = new Limiter(8);
    const fail = () => limiter.run(() => Promise.reject(busy), overloaded);
    await Promise.allSettled(Array.from({ length: 8 }, fail));
    expect(limiter.limit).toBe(4);
    for (let at = 0; at < 40; at++) await limiter.run(() => Promise.resolve(), overloaded);
    expect(limiter.limit).toBe(8);
    expect(limiter.active).toBe(0);
  });

  it('never falls below one and leaves other errors alone', async () => {
    const limiter = new Limiter(2);
    await expect(limiter.run(() => Promise.reject(new Error('bad')), overloaded)).rejects.toThrow(
      'bad',
    );
    expect(limiter.limit).toBe(2);
    for (let at = 0; at < 5; at++)
      await limiter.run(() => Promise.reject(busy), overloaded).catch(() => undefined);
    expect(limiter.limit).toBe(1);
    await limiter.run(() => Promise.resolve(), overloaded);
  });

  it('lets go of those who give up waiting at once, and keeps the order of the others', async () => {
    const limiter = new Limiter(1);
    let end!: () => void;
    const first = limiter.run(() => new Promise<void>((done) => (end = done)), overloaded);
    const given = new AbortController();
    const done: string[] = [];
    const wait = (name: string, signal?: AbortSignal) =>
      limiter.run(() => Promise.resolve(done.push(name)), overloaded, signal);
    const [one, two] = [wait('one', given.signal), wait('two')];
    given.abort(busy);
    await expect(one).rejects.toBe(busy);
    await expect(wait('late', given.signal)).rejects.toBe(busy);
    expect(limiter.limit).toBe(1);
    end();
    await Promise.all([first, two]);
    expect(done).toEqual(['two']);
    expect(limiter.active).toBe(0);
  });

  it('takes no aborted request for a sign of overload', async () => {
    const limiter = new Limiter(8);
    const given = new AbortController();
    const work = () => Promise.resolve().then(() => Promise.reject(busy));
    const runs = Array.from({ length: 8 }, () => limiter.run(work, overloaded, given.signal));
    given.abort(busy);
    await Promise.allSettled(runs);
    expect(limiter.limit).toBe(8);
  });
});
