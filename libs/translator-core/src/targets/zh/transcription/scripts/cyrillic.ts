import { spelling } from '../spelling.js';
import type { Family } from '../latin/families.js';

// Russian first; letters of the other Cyrillic alphabets follow.
const COMMON = `
  цкий>#=茨基 цкая>#=茨卡娅 ский>#=斯基 ская>#=斯卡娅 ској>#=斯科伊 ова>#=o+娃 ева>#=e+娃 ёва>#=i+o+娃 вна>#=v+娜 ина>#=i+娜
  ович>#=o+维奇 евич>#=e+维奇 ый>#=@+伊 ий>#=i ье=i+e ья=i+a ьё=i+o ью=iu ъе=y+e
  ай=ai эй=ei ей=ei ой=o+i уй=u+i яй=i+a+i ау=ao
  а=a б=b в=v г=g д=d #<е=y+e V<е=y+e е=e #<ё=y+o V<ё=y+o жчшщ<ё=o ё=i+o ж=zh з=z и=i й>V=y й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=h ц=ts ч=ch
  ш=sh щ=sh ъ= ы=y+i ь= э=e ю=iu #<я=y+a V<я=y+a я=i+a
  і=i ї=y+i #<є=y+e V<є=y+e є=i+e ґ=g ў=u ј>V=y ј=i љ>V=l+i љ=l њ>V=n+i њ=n ћ=ch ђ=j џ=j ѓ=g ќ=k ѕ=z
  ә=e ғ=g қ=k ң=n ө=@ ұ=u ү=ü һ=h ҙ=d ҫ=s ҳ=h ҷ=j ӣ=i ӯ=u ӑ=@ ӗ=@ ӳ=ü ӱ=ü ӧ=@ ӓ=e ҥ=n ӡ=z ӝ=j ӟ=j ӥ=i ӵ=ch ѫ=@ ѣ=e ѳ=f ҕ=g ҡ=k ԥ=p ҩ=w ҽ=ch ҿ=ch ҭ=t ҟ=k ӷ=g ӏ= ’= '= ʼ=
`;

// и and е stand for other vowels in Ukrainian and Belarusian, г for a breath, щ and ъ differ in Bulgarian.
const UKRAINIAN = `г=h е=e ів>#=i+v зький>#=兹基 ський>#=斯基 цький>#=茨基 ська>#=斯卡 щ=sh+ch`;
const BULGARIAN = `щ=sh+t ъ=@ е=e`;
const SERBIAN = `е=e ић>#=i+奇 иќ>#=i+奇`;

/** Where the Russian table differs from the common one. */
export const RUSSIAN_CELLS = {
  'v,': '夫',
  'f,': '夫',
  'd,e': '杰',
  't,e': '捷',
  'n,e': '涅',
  'l,e': '列',
  'r,e': '列',
  'b,e': '别',
  's,e': '谢',
  'k,e': '克',
  'g,e': '格',
  'h,e': '赫',
  'f,e': '费',
  'd,i': '季',
  't,i': '季',
  'z,i': '济',
  'ts,i': '齐',
  'sh,i': '希',
  'zh,i': '日',
  'g,i': '吉',
  'h,i': '希',
  'ch,e': '切',
  'sh,e': '舍',
  'ts,e': '采',
  'zh,a': '扎',
  'h,a': '哈',
  'd,u': '杜',
  'v,u': '武',
  'l,en': '连',
  'b,en': '边',
  'm,en': '缅',
  's,en': '先',
  'd,en': '坚',
  't,en': '坚',
  'n,en': '年',
  'y,e': '叶',
  'n,iu': '纽',
  'l,iu': '柳',
  't,iu': '秋',
  'd,iu': '久',
  'sh,': '什',
} as const;

const EAST = { spelling: spelling(COMMON), overrides: RUSSIAN_CELLS };
const UK = {
  spelling: spelling(UKRAINIAN, COMMON),
  overrides: {
    ...RUSSIAN_CELLS,
    'd,e': '德',
    't,e': '特',
    'n,e': '内',
    'l,e': '莱',
    'r,e': '雷',
    'd,i': '迪',
    't,i': '蒂',
  },
};
const BG = { spelling: spelling(BULGARIAN, COMMON) };
const SR = { spelling: spelling(SERBIAN, COMMON) };

const BY_LANGUAGE: Readonly<Record<string, Family>> = {
  uk: UK,
  be: UK,
  'be-tarask': UK,
  rue: UK,
  bg: BG,
  mk: SR,
  sr: SR,
  sh: SR,
  cu: BG,
};

export const cyrillicFamily = (language: string): Family => BY_LANGUAGE[language] ?? EAST;
