import type { FamilyName } from './families.js';

const LANGUAGES: Readonly<Record<FamilyName, string>> = {
  generic: '',
  english: 'en sco simple ang',
  french: 'fr oc wa pcd nrm frp',
  german: 'de als bar lb nds ksh pdc stq frr',
  spanish: 'es ast an ext lad gn qu ay arn pap cbk-zam ca',
  italian: 'it scn nap vec lmo pms fur sc lij eml co rm',
  portuguese: 'pt gl mwl',
  polish: 'pl szl csb',
  czech: 'cs sk hr sl bs sh sr hsb dsb lv lt',
  hungarian: 'hu',
  turkish: 'tr az gag tk ku uz crh diq',
  romanian: 'ro roa-rup',
  nordic: 'sv no nb nn da fo is',
  dutch: 'nl af fy li zea vls nds-nl',
  vietnamese: 'vi',
};

const BY_LANGUAGE = new Map<string, FamilyName>();
for (const [family, codes] of Object.entries(LANGUAGES)) {
  for (const code of codes.split(' ')) if (code) BY_LANGUAGE.set(code, family as FamilyName);
}

/** The spelling a Wikipedia edition's own words follow. */
export const familyOfLanguage = (language: string): FamilyName =>
  BY_LANGUAGE.get(language) ?? 'generic';

// Letters that occur in the names of one family only, so that a Polish name in an English edition is
// read as Polish.
const MARKS: readonly (readonly [RegExp, FamilyName])[] = [
  [/[ươăđ][\u0300-\u0323]?|[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/u, 'vietnamese'],
  [/[łśźżąęń]|szcz|wicz$|ski$|cki$/u, 'polish'],
  [/[őű]/u, 'hungarian'],
  [/[ğıəİ]|ş.*ç|ç.*ş|oğlu$/u, 'turkish'],
  [/[țţă]|escu$/u, 'romanian'],
  [/[řěůčžďťľ]|ić$/u, 'czech'],
  [/ß|sch|ü.*ä|(?:berg|dorf|hausen|stein)$/u, 'german'],
  [/[åøæðþ]|sson$/u, 'nordic'],
  [/ñ/u, 'spanish'],
  [/[ãõ]|ção$/u, 'portuguese'],
  [/[œèêùûëï]|eau|eux$|oux$|^d'|^l'/u, 'french'],
  [/zz[aeio]|[cg]{2}h?i|gli[ao]$|(?:ello|etti|ini|ucci)$/u, 'italian'],
];

// Editions whose own words show such a mark themselves, against which it therefore proves nothing.
const OWN_MARKS = new Set<FamilyName>([
  'french',
  'portuguese',
  'spanish',
  'turkish',
  'romanian',
  'vietnamese',
  'polish',
  'czech',
  'hungarian',
  'nordic',
  'german',
]);

/** The family a word's letters give away, if it is another than that of the edition. */
export function familyOfWord(word: string, edition: FamilyName): FamilyName {
  const strict = OWN_MARKS.has(edition);
  for (const [mark, family] of MARKS) {
    if (family === edition) continue;
    if (strict && (family === 'french' || family === 'italian' || family === 'german')) continue;
    if (mark.test(word)) return family;
  }
  // No German word is made of open syllables alone.
  if (edition === 'german' && OPEN_SYLLABLES.test(word)) return 'generic';
  return edition;
}

const OPEN_SYLLABLES = /^(?:[bcdfghjklmnprstvwz]?[aeiou]{1,2}){3,}$/u;
