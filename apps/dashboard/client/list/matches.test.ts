import { describe, expect, it } from 'vitest';
import type { Article } from '../../src/api/contract.js';
import { matches } from './matches.js';

const article: Article = {
  key: 'dewiki:7',
  title: 'Straße nach Köln',
  titleZh: '通往科隆的路',
  status: 'translated',
  language: { code: 'de', zh: '德语', en: 'German' },
  contributor: 'Käthe',
  time: '2026-03-05 00:00:00',
  url: '',
};

describe('matches', () => {
  it('takes everything without filters', () => {
    expect(matches(article, {})).toBe(true);
  });

  it.each([
    [{ search: 'STRASSE' }, false],
    [{ search: 'nach kÖLN' }, true],
    [{ search: '科隆' }, true],
    [{ language: 'de' }, true],
    [{ language: 'en' }, false],
    [{ contributor: 'Käthe' }, true],
    [{ contributor: 'Käth' }, false],
    [{ status: 'translated' }, true],
    [{ status: 'pending' }, false],
    [{ from: '2026-03-05', to: '2026-03-05' }, true],
    [{ from: '2026-03-06' }, false],
    [{ to: '2026-03-04' }, false],
    [{ language: 'de', search: 'Rom' }, false],
  ] as const)('%o: %s', (filters, expected) => {
    expect(matches(article, filters)).toBe(expected);
  });

  it('finds nothing in a title that is not there, and no day where there is no time', () => {
    const bare: Article = { ...article, titleZh: null, time: null };
    expect(matches(bare, { search: '科隆' })).toBe(false);
    expect(matches(bare, { to: '2026-03-05' })).toBe(false);
    expect(matches(bare, { from: '2026-03-05' })).toBe(false);
  });
});
