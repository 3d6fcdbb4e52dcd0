import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { NotAnArticleError, TimeZoneError } from '../errors.js';
import { decodeRecentChange } from '../events/decode.js';
import type { NewPage } from '../events/recent-change.js';
import { change } from '../testing/events.js';
import { articleKey, NewArticleSchema } from './article.js';
import { formatCivil } from './civil-time.js';
import { toNewArticle } from './to-new-article.js';

const page = (overrides: Record<string, unknown> = {}): NewPage => change(1, overrides) as NewPage;
const shanghai = { timeZone: 'Asia/Shanghai' };

describe('formatCivil', () => {
  it('shows the clock of the zone, never of the host', () => {
    expect(formatCivil('2026-01-01T00:00:00Z', 'Asia/Shanghai')).toBe('2026-01-01 08:00:00');
    expect(formatCivil('2026-01-01T00:00:00Z', 'UTC')).toBe('2026-01-01 00:00:00');
    expect(formatCivil('2026-07-01T12:00:00Z', 'Asia/Kathmandu')).toBe('2026-07-01 17:45:00');
  });

  it('follows daylight saving to the second', () => {
    expect(formatCivil('2026-03-29T00:59:59Z', 'Europe/Berlin')).toBe('2026-03-29 01:59:59');
    expect(formatCivil('2026-03-29T01:00:00Z', 'Europe/Berlin')).toBe('2026-03-29 03:00:00');
    expect(formatCivil('2026-10-25T00:59:59Z', 'Europe/Berlin')).toBe('2026-10-25 02:59:59');
    expect(formatCivil('2026-10-25T01:00:00Z', 'Europe/Berlin')).toBe('2026-10-25 02:00:00');
  });

  it('agrees with Intl at every moment', () => {
    const zones = [
      'Asia/Shanghai',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'UTC',
      'Africa/Casablanca',
    ];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1975-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        (date, timeZone) => {
          const intl = new Intl.DateTimeFormat('sv-SE', {
            timeZone,
            dateStyle: 'short',
            timeStyle: 'medium',
          });
          expect(formatCivil(date, timeZone)).toBe(intl.format(date));
        },
      ),
    );
  });

  it('refuses what it does not know', () => {
    expect(() => formatCivil('2026-01-01', 'Mars/Olympus')).toThrow(TimeZoneError);
    for (const moment of ['yesterday', NaN, Infinity, 8.64e15, 8.64e15 + 1, 1e300, -8.64e15]) {
      expect(() => formatCivil(moment, 'Asia/Shanghai'), String(moment)).toThrow(/valid date/);
    }
  });
});

describe('toNewArticle', () => {
  it('makes the message of the contract, fields in order', () => {
    const article = toNewArticle(
      page({
        server_name: 'zh-yue.wikipedia.org',
        wiki: 'zh_yuewiki',
        title: '香港',
        title_url: 'https://zh-yue.wikipedia.org/wiki/%E9%A6%99%E6%B8%AF',
      }),
      shanghai,
    );
    expect(JSON.stringify(article)).toBe(
      '{"id":1001,"opt_type":"new","title":"香港","title_url":"https://zh-yue.wikipedia.org/wiki/香港",' +
        '"opt_time":"2026-05-01 08:00:01","contributor":"Someone","registration":null,"gender":"unknown",' +
        '"edit_count":"0","event_id":"00000000-0000-4000-8000-000000000001","wiki":"zh_yuewiki",' +
        '"language_code":"zh-yue","event_time":"2026-05-01T00:00:01.000Z","bot":false}',
    );
    expect(Compile(NewArticleSchema).Check(article)).toBe(true);
    expect(articleKey(article)).toBe('zh_yuewiki:1001');
  });

  it('does with what an event may lack', () => {
    const article = toNewArticle(page({ title_url: null, user: null, timestamp: null }), {
      timeZone: 'UTC',
    });
    expect(article).toMatchObject({
      title_url: 'https://en.wikipedia.org/wiki/Page_1',
      contributor: '',
      opt_time: '2026-05-01 00:00:01',
    });
  });

  it('leaves an address alone that is not soundly encoded', () => {
    const title_url = 'https://en.wikipedia.org/wiki/100%_%FF';
    expect(toNewArticle(page({ title_url }), shanghai).title_url).toBe(title_url);
  });

  it('makes a message of the contract, or says why not, of whatever its schema lets through', () => {
    const check = Compile(NewArticleSchema);
    const number = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true }));
    const anything = fc.record({
      id: fc.option(number),
      timestamp: fc.option(number),
      title: fc.option(fc.string()),
      user: fc.option(fc.string()),
      title_url: fc.option(fc.string()),
      dt: fc.oneof(
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        fc.string({ minLength: 1 }),
      ),
    });
    fc.assert(
      fc.property(anything, ({ dt, ...fields }) => {
        const decoded = attempt(() =>
          decodeRecentChange({ ...change(1, fields as never), meta: { ...change(1).meta, dt } }),
        );
        if (decoded instanceof Error) return;
        const article = attempt(() => toNewArticle(decoded as NewPage, shanghai));
        if (article instanceof Error) expect(article).toBeInstanceOf(NotAnArticleError);
        else expect(check.Check(article), JSON.stringify(article)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['id', { id: null }],
    ['title', { title: '' }],
    ['wiki', { wiki: undefined }],
    ['meta.id', { meta: { ...change(1).meta, id: null } }],
    ['meta.dt', { meta: { ...change(1).meta, dt: 'noon' } }],
    ['timestamp', { timestamp: 8.65e12 }],
    ['timestamp', { timestamp: 253_402_300_800 }],
    ['timestamp', { timestamp: -1e300 }],
    ['meta.dt', { timestamp: null, meta: { ...change(1).meta, dt: '+012345-01-01T00:00:00Z' } }],
    ['server_name', { server_name: 'commons.wikimedia.org' }],
  ])('refuses a change without a usable %s', (field, overrides) => {
    expect(() => toNewArticle(page(overrides), shanghai)).toThrow(
      expect.objectContaining({ field, code: 'ERR_WIKI_NOT_AN_ARTICLE' }) as NotAnArticleError,
    );
  });
});

function attempt<T>(make: () => T): T | Error {
  try {
    return make();
  } catch (error) {
    return error as Error;
  }
}
