/** Editions whose address is no BCP 47 tag of their language, or that of another one. */
const TAGS: Readonly<Record<string, string>> = {
  als: 'gsw',
  'bat-smg': 'sgs',
  'be-x-old': 'be-tarask',
  bh: 'bho',
  'cbk-zam': 'cbk',
  eml: 'egl',
  'fiu-vro': 'vro',
  'map-bms': 'jv',
  mo: 'ro',
  'nds-nl': 'nds-NL',
  no: 'nb',
  nrm: 'nrf',
  'roa-rup': 'rup',
  'roa-tara': 'nap',
  sh: 'sr-Latn',
  simple: 'en',
  'zh-classical': 'lzh',
  'zh-min-nan': 'nan',
  'zh-yue': 'yue',
};

/** The language of an edition's titles as HTML names it, which decides on glyphs and on the voice. */
export function languageTag(edition: string): string {
  return TAGS[edition] ?? edition;
}
