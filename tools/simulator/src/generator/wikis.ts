import { databaseOfLanguage, domainOfLanguage } from '@wikistream/wiki-events';
import { Weighted } from './random.js';
import { WORDS, type Words } from './words.js';

/** A wiki events happen in. */
export interface Wiki {
  /** Database name. */
  readonly name: string;
  readonly domain: string;
  readonly words: Words;
  readonly weight: number;
  readonly kind: 'wikipedia' | 'wikidata' | 'commons' | 'other' | 'test';
}

const english = WORDS.find(({ language }) => language === 'en') as Words;
const of = (language: string): Words =>
  WORDS.find((words) => words.language === language) ?? english;

const wikipedias: Wiki[] = WORDS.map((words) => ({
  name: databaseOfLanguage(words.language),
  domain: domainOfLanguage(words.language),
  words,
  weight: words.weight,
  kind: 'wikipedia',
}));

const sisters: Wiki[] = [
  ['wikidatawiki', 'www.wikidata.org', 'en', 60, 'wikidata'],
  ['commonswiki', 'commons.wikimedia.org', 'en', 110, 'commons'],
  ['enwiktionary', 'en.wiktionary.org', 'en', 8, 'other'],
  ['frwiktionary', 'fr.wiktionary.org', 'fr', 4, 'other'],
  ['dewikisource', 'de.wikisource.org', 'de', 2, 'other'],
  ['zhwikinews', 'zh.wikinews.org', 'zh', 1, 'other'],
  ['metawiki', 'meta.wikimedia.org', 'en', 4, 'other'],
  ['mediawikiwiki', 'www.mediawiki.org', 'en', 2, 'other'],
  ['specieswiki', 'species.wikimedia.org', 'en', 2, 'other'],
  ['incubatorwiki', 'incubator.wikimedia.org', 'en', 1, 'other'],
  ['testwiki', 'test.wikipedia.org', 'en', 2, 'test'],
  ['test2wiki', 'test2.wikipedia.org', 'en', 1, 'test'],
].map(([name, domain, language, weight, kind]) => ({
  name: name as string,
  domain: domain as string,
  words: of(language as string),
  weight: weight as number,
  kind: kind as Wiki['kind'],
}));

/** Wikipedia editions, by how much is written in them. */
export const WIKIPEDIAS = new Weighted(wikipedias);
/** All wikis. */
export const WIKIS = new Weighted([...wikipedias, ...sisters]);

export const wikiNamed = (name: string): Wiki => {
  const wiki = [...wikipedias, ...sisters].find((one) => one.name === name);
  if (!wiki) throw new RangeError(`no wiki is called ${name}`);
  return wiki;
};
