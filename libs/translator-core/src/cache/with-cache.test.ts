import { describe, expect, it } from 'vitest';
import { TranslatorUnavailableError } from '../errors.js';
import type { TitleToTranslate, TranslationResult, Translator } from '../translator.js';
import { withCache } from './with-cache.js';

function recorder(answer: (title: string) => Promise<TranslationResult> | TranslationResult) {
  const asked: string[] = [];
  const translator: Translator = {
    name: 'test',
    check: async () => {},
    translate: (titles: readonly TitleToTranslate[]) =>
      Promise.all(
        titles.map(async ({ title }) => {
          asked.push(title);
          return answer(title);
        }),
      ),
  };
  return { asked, translator };
}

const done = (title: string): TranslationResult => ({
  status: 'translated',
  text: `译${title}`,
  translator: 'test',
});
const title = (text: string, from = 'en') => ({ title: text, from });

describe('withCache', () => {
  it('asks once for a title, in one call or in several, per language', async () => {
    const { asked, translator } = recorder(done);
    let hits = 0;
    const cached = withCache(translator, { onHit: (titles) => (hits += titles) });
    await cached.translate([title('a'), title('b'), title('a')]);
    expect(await cached.translate([title('b'), title('a', 'de')])).toEqual([done('b'), done('a')]);
    expect(asked).toEqual(['a', 'b', 'a']);
    expect(hits).toBe(2);
  });

  it('shares a request under way, and goes alone when that one breaks', async () => {
    const first = deferred();
    let calls = 0;
    const { translator } = recorder((text) => (calls++ === 0 ? first.promise : done(text)));
    const cached = withCache(translator);
    const one = cached.translate([title('a')]);
    const two = cached.translate([title('a')]);
    first.reject(new Error('aborted'));
    await expect(one).rejects.toThrow('aborted');
    expect(await two).toEqual([done('a')]);
    expect(calls).toBe(2);
  });

  it('gives an outage to all who wait for the title: nobody asks again', async () => {
    const first = deferred();
    const { asked, translator } = recorder(() => first.promise);
    const cached = withCache(translator);
    const calls = Array.from({ length: 5 }, () => cached.translate([title('a')]));
    first.reject(new TranslatorUnavailableError('test', 'unreachable', 'gone'));
    for (const { status } of await Promise.allSettled(calls)) expect(status).toBe('rejected');
    expect(asked).toEqual(['a']);
  });

  it('when the call that asks is given up, one of those who wait asks for all', async () => {
    const first = deferred();
    const { asked, translator } = recorder((text) =>
      asked.length === 1 ? first.promise : done(text),
    );
    let hits = 0;
    const cached = withCache(translator, { onHit: (titles) => (hits += titles) });
    const owner = new AbortController();
    const one = cached.translate([title('a')], { signal: owner.signal });
    const others = Array.from({ length: 5 }, () => cached.translate([title('a')]));
    const reason = new TranslatorUnavailableError('test', 'timeout', 'a sibling failed');
    owner.abort(reason);
    first.reject(reason);
    await expect(one).rejects.toBe(reason);
    expect(await Promise.all(others)).toEqual(others.map(() => [done('a')]));
    expect(asked).toEqual(['a', 'a']);
    expect(hits).toBe(5);
  });

  it('lets a call that is aborted go at once, whoever it shares a request with', async () => {
    const { translator } = recorder(() => deferred().promise);
    const cached = withCache(translator);
    void cached.translate([title('a')]);
    const stop = new AbortController();
    const call = cached.translate([title('a')], { signal: stop.signal });
    stop.abort(new Error('shutting down'));
    await expect(call).rejects.toThrow('shutting down');
  });

  it('asks again once another version of the model has the name', async () => {
    const { asked, translator } = recorder(done);
    let identity = 'test@1';
    const versioned: Translator = {
      ...translator,
      get identity() {
        return identity;
      },
    };
    const cached = withCache(versioned);
    await cached.translate([title('a')]);
    identity = 'test@2';
    expect(cached.identity).toBe(identity);
    for (let times = 0; times < 2; times += 1) await cached.translate([title('a')]);
    expect(asked).toEqual(['a', 'a']);
  });

  it('remembers no failure and no more than it may', async () => {
    const { asked, translator } = recorder((text) =>
      text === 'bad' ? { status: 'failed', reason: 'echo', translator: 'test' } : done(text),
    );
    const cached = withCache(translator, { maxTitles: 1 });
    for (const text of ['bad', 'bad', 'a', 'b', 'a']) await cached.translate([title(text)]);
    expect(asked).toEqual(['bad', 'bad', 'a', 'b', 'a']);
  });
});

function deferred() {
  let resolve!: (value: TranslationResult) => void;
  let reject!: (reason: Error) => void;
  const promise = new Promise<TranslationResult>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
