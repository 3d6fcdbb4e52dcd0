import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Edit, NewPage, RecentChange } from '../events/recent-change.js';
import { change } from '../testing/events.js';
import { all, and, any, not, where, type Filter } from './filter.js';
import { compileHints } from './hint.js';
import {
  byBot,
  byDomain,
  byNamespace,
  byType,
  byWiki,
  byWikipedia,
  notCanary,
  wikipediaArticles,
} from './recent-change.js';

const event = (overrides: Record<string, unknown> = {}): RecentChange => change(1, overrides);
const fromBytes = (filter: Filter<RecentChange>, json: string): boolean => {
  const bytes = Buffer.from(`data: {"type":"edit"}\n\n${json}\n\n{"type":"edit","namespace":9}`);
  const start = 23;
  return compileHints(filter.hints)?.(bytes, start, start + Buffer.byteLength(json)) ?? true;
};

describe('filters', () => {
  it('choose by type, namespace, domain, wiki, edition, bot and canary', () => {
    expect(byType('new').test(event())).toBe(true);
    expect(byType('edit', 'log').test(event())).toBe(false);
    expect(byNamespace(0, 2).test(event())).toBe(true);
    expect(byNamespace(0).test(event({ namespace: null }))).toBe(false);
    expect(byDomain('en.wikipedia.org').test(event())).toBe(true);
    expect(byWiki('dewiki').test(event())).toBe(false);
    expect(byWikipedia().test(event())).toBe(true);
    expect(byWikipedia('de').test(event())).toBe(false);
    expect(byBot(false).test(event({ bot: undefined }))).toBe(true);
    expect(byBot(true).test(event({ bot: true }))).toBe(true);
    expect(notCanary().test({ ...event(), meta: { ...event().meta, domain: 'canary' } })).toBe(
      false,
    );
  });

  it('combine', () => {
    const filter = all(
      byWikipedia('en'),
      not(byBot(true)),
      where((e) => e.title !== 'Page 1'),
    );
    expect(filter.test(event())).toBe(false);
    expect(filter.test(event({ title: 'x' }))).toBe(true);
    expect(any(byWiki('dewiki'), byWiki('enwiki')).test(event())).toBe(true);
    expect(any(byWiki('dewiki'), byWiki('frwiki')).test(event())).toBe(false);
  });

  it('narrow the type of what they let through', () => {
    expectTypeOf(byType('new')).toEqualTypeOf<Filter<RecentChange, NewPage>>();
    expectTypeOf(wikipediaArticles()).toEqualTypeOf<Filter<RecentChange, NewPage>>();
    expectTypeOf(wikipediaArticles('new', 'edit')).toEqualTypeOf<
      Filter<RecentChange, NewPage | Edit>
    >();
  });

  it('pick the articles of Wikipedia editions', () => {
    const pick = (overrides: Record<string, unknown>): boolean =>
      wikipediaArticles().test(event(overrides));
    expect(pick({})).toBe(true);
    for (const host of [
      'zh-yue',
      'be-tarask',
      'zh-min-nan',
      'nan',
      'simple',
      'no',
      'nb',
      'roa-rup',
      'map-bms',
    ]) {
      expect(pick({ server_name: `${host}.wikipedia.org` }), host).toBe(true);
    }
    for (const host of [
      'test.wikipedia.org',
      'test2.wikipedia.org',
      'www.wikipedia.org',
      'wikipedia.org',
      'en.wiktionary.org',
      'commons.wikimedia.org',
      'arbcom-en.wikipedia.org',
      'en.wikipedia.org.evil.example',
      'evilwikipedia.org',
    ]) {
      expect(pick({ server_name: host }), host).toBe(false);
    }
    // A colon in an article's title makes it no less an article.
    expect(
      pick({
        title: 'Mission: Impossible',
        title_url: 'https://en.wikipedia.org/wiki/Mission:_Impossible',
      }),
    ).toBe(true);
    expect(pick({ type: 'edit' })).toBe(false);
    expect(pick({ namespace: 1 })).toBe(false);
  });
});

describe('hints on bytes', () => {
  it('never refuse what the filter would let through', () => {
    const value = fc.oneof(
      fc.constantFrom('new', 'edit', 'log', '"type":"new"', 'x","type":"new'),
      fc.string({ unit: 'binary' }),
    );
    const filters: Filter<RecentChange>[] = [
      byType('new'),
      byNamespace(0),
      byWiki('enwiki', 'new'),
      byBot(true),
      and(byType('new', 'edit'), byNamespace(0)),
      any(byType('new') as Filter<RecentChange>, byWiki('enwiki')),
      any(byType('new') as Filter<RecentChange>, byType('log') as Filter<RecentChange>),
    ];
    fc.assert(
      fc.property(
        fc.record({
          type: value,
          namespace: fc.option(fc.integer({ min: -1, max: 20 })),
          wiki: value,
          title: value,
          bot: fc.boolean(),
          log_params: fc.option(fc.record({ type: value, namespace: fc.nat(20) })),
        }),
        fc.constantFrom(undefined, 1),
        fc.shuffledSubarray(['type', 'namespace', 'wiki', 'title', 'bot', 'log_params'], {
          minLength: 6,
        }),
        (fields, indent, order) => {
          const shuffled = Object.fromEntries(order.map((key) => [key, fields[key as 'type']]));
          const json = JSON.stringify(shuffled, undefined, indent);
          for (const filter of filters) {
            if (filter.test(shuffled as unknown as RecentChange))
              expect(fromBytes(filter, json)).toBe(true);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('leave to the decoder what is written with escapes', () => {
    for (const type of ['\\u006eew', 'ne\\u0077', '\\u006E\\u0065\\u0077']) {
      expect(fromBytes(byType('new'), `{"type":"${type}"}`), type).toBe(true);
      const usual = `{"$schema":"s","meta":{"a":1},"id":1,"type":"${type}"}`;
      expect(fromBytes(byType('new'), usual), type).toBe(true);
    }
    expect(fromBytes(byType('new'), '{"type":"edit\\n"}')).toBe(false);
  });

  it('read the type off the usual beginning, and do not mistake another field for it', () => {
    const pass = (json: string): boolean => fromBytes(byType('new'), json);
    expect(pass('{"$schema":"s","meta":{"a":"}"},"id":1,"type":"new"}')).toBe(true);
    expect(pass('{"$schema":"s","meta":{"a":1},"id":1,"type":"edit"}')).toBe(false);
    expect(pass('{"$schema":"s","meta":{"a":{},"id":1,"type":"edit"},"type":"new"}')).toBe(true);
    expect(
      pass('{"$schema":"s","meta":{"a":"},\\"id\\":1,\\"type\\":\\"edit"},"id":1,"type":"new"}'),
    ).toBe(true);
  });

  it('refuse the usual uninteresting event', () => {
    const refuse = (overrides: Record<string, unknown>): boolean =>
      !fromBytes(wikipediaArticles(), JSON.stringify(event(overrides)));
    expect(refuse({ type: 'edit' })).toBe(true);
    expect(refuse({ type: 'categorize', namespace: 14 })).toBe(true);
    expect(refuse({ namespace: 10 })).toBe(true);
    expect(refuse({ type: 'edit', title: 'a "type":"new" trick' })).toBe(true);
    expect(refuse({})).toBe(false);
  });
});
