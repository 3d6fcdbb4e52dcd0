import type { RecentChange } from '../events/recent-change.js';

/** Hosts below wikipedia.org that are wikis but not language editions. */
const NOT_A_LANGUAGE = new Set([
  'www', 'm', 'test', 'test2', 'nostalgia', 'ten', 'thankyou', 'quality', 'strategy', 'sources',
  'sep11', 'usability', 'vote', 'species', 'commons', 'meta', 'auth', 'login',
]); // prettier-ignore

const LABEL = /^[a-z]{2,}(?:-[a-z0-9]+)*$/;
/** Closed wikis of arbitration committees, working groups and administrators. */
const COMMITTEE = /^(?:arbcom|wg|sysop|checkuser|bureaucrat)-/;
const SUFFIX = '.wikipedia.org';

/** Other names an edition's address answers to, and the one its events carry. */
const DOMAIN_ALIASES: Readonly<Record<string, string>> = {
  'be-x-old': 'be-tarask',
  'zh-tw': 'zh',
  'zh-cn': 'zh',
  cmn: 'zh',
  nan: 'zh-min-nan',
  minnan: 'zh-min-nan',
  'zh-cfr': 'zh-min-nan',
  yue: 'zh-yue',
  lzh: 'zh-classical',
  nb: 'no',
  gsw: 'als',
  sgs: 'bat-smg',
  vro: 'fiu-vro',
  rup: 'roa-rup',
  egl: 'eml',
  dk: 'da',
  jp: 'ja',
  cz: 'cs',
};

/** Editions whose database name is not the language code with `_` for `-` and `wiki` behind it. */
const DATABASE_NAMES: Readonly<Record<string, string>> = { 'be-tarask': 'be_x_oldwiki' };

/** Editions whose code is not the BCP 47 tag of their language. */
const LANGUAGE_TAGS: Readonly<Record<string, string>> = {
  als: 'gsw',
  'bat-smg': 'sgs',
  bh: 'bho',
  'cbk-zam': 'cbk',
  eml: 'egl',
  'fiu-vro': 'vro',
  'map-bms': 'jv-x-bms',
  mo: 'ro-Cyrl-MD',
  'nds-nl': 'nds-NL',
  no: 'nb',
  nrm: 'nrf',
  'roa-rup': 'rup',
  'roa-tara': 'nap-x-tara',
  simple: 'en-simple',
  'zh-classical': 'lzh',
  'zh-min-nan': 'nan',
  'zh-yue': 'yue',
};

/**
 * Language code of the Wikipedia edition a change happened in, as in the edition's address
 * (`zh-yue`, `be-tarask`, `simple`, `no`), or undefined when it is no Wikipedia edition: a sister
 * project, a test wiki, a committee's wiki.
 */
export function wikipediaLanguage(event: Pick<RecentChange, 'server_name'>): string | undefined {
  return languageOfDomain(event.server_name ?? '');
}

/** As {@link wikipediaLanguage}, for a host name. */
export function languageOfDomain(domain: string): string | undefined {
  if (!domain.endsWith(SUFFIX)) return undefined;
  const label = domain.slice(0, -SUFFIX.length);
  if (!LABEL.test(label) || NOT_A_LANGUAGE.has(label) || COMMITTEE.test(label)) return undefined;
  return DOMAIN_ALIASES[label] ?? label;
}

/** Host of an edition: `zh-yue` → `zh-yue.wikipedia.org`. */
export const domainOfLanguage = (language: string): string =>
  `${DOMAIN_ALIASES[language] ?? language}${SUFFIX}`;

/** Database name of an edition: `be-tarask` → `be_x_oldwiki`. */
export function databaseOfLanguage(language: string): string {
  const code = DOMAIN_ALIASES[language] ?? language;
  return DATABASE_NAMES[code] ?? `${code.replaceAll('-', '_')}wiki`;
}

/** BCP 47 tag of an edition's language, for `Intl` and for HTML: `zh-yue` → `yue`. */
export function languageTag(language: string): string {
  const code = DOMAIN_ALIASES[language] ?? language;
  return LANGUAGE_TAGS[code] ?? code;
}
