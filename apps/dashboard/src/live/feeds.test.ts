import { expect, it } from 'vitest';
import { BusyError } from '../errors.js';
import { Feed } from './feed.js';
import { Feeds } from './feeds.js';
import { Pace } from './pace.js';

function feeds(most: number) {
  const made: string[] = [];
  const all = new Feeds<{ language: string }, string>({
    most,
    make: ({ language }) => {
      made.push(language);
      return new Feed({
        read: async () => language,
        pace: new Pace({ intervalMs: 60_000, share: 1, feeds: () => 1 }),
        identity: String,
        onError: () => undefined,
      });
    },
  });
  return { all, made };
}

it('has one feed for equal filters', () => {
  const { all, made } = feeds(10);
  expect(all.of({ language: 'de' })).toBe(all.of({ language: 'de' }));
  expect(made).toEqual(['de']);
});

it('gives up the longest unused, never one that is listened to', () => {
  const { all, made } = feeds(2);
  const leave = all.of({ language: 'de' }).listen(() => undefined);
  all.of({ language: 'fr' });
  all.of({ language: 'ar' });
  expect(all.active).toBe(1);
  all.of({ language: 'de' });
  all.of({ language: 'fr' });
  expect(made).toEqual(['de', 'fr', 'ar', 'fr']);

  const others = all.of({ language: 'fr' }).listen(() => undefined);
  expect(all.listeners).toBe(2);
  expect(() => all.of({ language: 'ar' })).toThrow(BusyError);
  leave();
  expect(all.of({ language: 'ar' })).toBeInstanceOf(Feed);
  others();
});
