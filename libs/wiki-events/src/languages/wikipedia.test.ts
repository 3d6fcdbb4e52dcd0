import { describe, expect, it } from 'vitest';
import {
  databaseOfLanguage,
  domainOfLanguage,
  languageOfDomain,
  languageTag,
} from './wikipedia.js';

describe('Wikipedia editions', () => {
  it.each([
    ['en', 'enwiki', 'en'],
    ['be-tarask', 'be_x_oldwiki', 'be-tarask'],
    ['zh-yue', 'zh_yuewiki', 'yue'],
    ['zh-min-nan', 'zh_min_nanwiki', 'nan'],
    ['zh-classical', 'zh_classicalwiki', 'lzh'],
    ['simple', 'simplewiki', 'en-simple'],
    ['no', 'nowiki', 'nb'],
    ['roa-rup', 'roa_rupwiki', 'rup'],
    ['nds-nl', 'nds_nlwiki', 'nds-NL'],
  ])('%s lives in %s', (code, database, tag) => {
    expect(languageOfDomain(`${code}.wikipedia.org`)).toBe(code);
    expect(domainOfLanguage(code)).toBe(`${code}.wikipedia.org`);
    expect(databaseOfLanguage(code)).toBe(database);
    expect(languageTag(code)).toBe(tag);
    expect(() => new Intl.Locale(tag)).not.toThrow();
  });

  it.each([
    ['nan', 'zh-min-nan'],
    ['nb', 'no'],
    ['yue', 'zh-yue'],
    ['be-x-old', 'be-tarask'],
  ])('%s is another name of %s', (alias, code) => {
    expect(languageOfDomain(`${alias}.wikipedia.org`)).toBe(code);
    expect(databaseOfLanguage(alias)).toBe(databaseOfLanguage(code));
  });

  it.each([
    '',
    'wikipedia.org',
    'test.wikipedia.org',
    'en.m.wikipedia.org',
    'en.wikipedia.com',
    'EN.wikipedia.org',
    '-a.wikipedia.org',
    'a.wikipedia.org',
  ])('%j is no edition', (domain) => {
    expect(languageOfDomain(domain)).toBeUndefined();
  });
});
