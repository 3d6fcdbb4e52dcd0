import { spelling, type Spelling } from '../spelling.js';
import type { SyllableOverrides } from '../syllables.js';
import { BASE, GENERIC } from './base.js';

/** A language's spelling and the cells of the syllable table in which it differs. */
export interface Family {
  readonly spelling: Spelling;
  readonly overrides?: SyllableOverrides;
  /** Rewrites a lower-case word before it is read. */
  readonly prepare?: (word: string) => string;
}

const ENGLISH = `
  L<ton>#=顿 L<tons>#=顿斯 L<ville>#=维尔 L<son>#=森 L<land>#=兰 L<burgh>#=堡 L<burg>#=堡 L<ford>#=福德 L<field>#=菲尔德
  L<wood>#=伍德 L<man>#=曼 L<mann>#=曼 L<mouth>#=茅斯 L<shire>#=郡 L<stein>#=斯坦 L<berg>#=伯格 L<port>#=波特 L<ham>#=厄姆
  L<worth>#=沃思 L<well>#=韦尔 L<brook>#=布鲁克 L<ley>#=利 L<bury>#=伯里 L<borough>#=伯勒 L<dale>#=代尔 L<bridge>#=布里奇
  tch=ch tsch=ch sch=s+k sh=sh ph=f th=s wh=w #<kn=n #<wr=r #<ps=s #<gn=n ght=t gh>#= gh>t= #<gh=g dge=j ck=k qu=kw
  tion>#s=sh+en sion>#s=sh+en ture>#=ch+@ cious>#=sh+@+s
  augh=o ough=o eau=o oo=u ee=i ea=i ie>#s=i ey>#s=i ay=ei ai=ei oa=o oe>#=o ou=ao ow>#s=o ow=ao oi=o+i oy=o+i au=o aw=o
  ew=iu eu=iu ue>#=u ui=u igh=ai ei=ei
  ch=ch c>eiyEI=s sc>eiyEI=s g>eiyEI=j j=j gu>eiEI=g #<x=z zz=z
  er>#=@ or>#=@ ar>#K=a er>K=@ ir>K=@ ur>K=@ or>K=o #<re=r+i
  #<y>V=y y>#=i L<es>#=s L<ed>#=d L<le>#=@+l L<e>#=
  A=ei E=i I=ai O=o U=u
  ss=s
`;

const FRENCH = `
  eaux>#=o eau=o aux>#=o aulx>#=o ault>#=o aud>#=o aut>#=o au=o œu=@ oeu=@ œ=@ eux>#=@ eu=@
  #<oi=w+a oin>K#=u+an oi=u+w+a oy=u+w+a oui=w+i #<ou>V=w oux>#=u ou=u
  aim>pb#=an ain>K#=an ein>K#=an im>pb#=an in>K#=an yn>K#=an ym>pb#=an ien>#=i+an
  ent>#=ang ant>#=ang and>#=ang ans>#=ang anc>#=ang am>pb#=ang an>K#=ang em>pb#=ang en>K#=ang
  ont>#=on ond>#=on ons>#=on om>pb#=on on>K#=on um>pb#=en un>K#=en
  ais>#=e ait>#=e aill=a+y ai=e ay=e ey=e eil>#=e+y eill=e+y ei=e ill>V=i+y
  er>#=e ez>#=e et>#=e ets>#=e C<es>#= C<e>#= V<e>#= ts>#= ds>#= s>#= t>#= d>#= x>#= p>#= z>#=
  tion>#=s+i+on ch=sh ph=f th=t gn>ie=n gn=n+i
  qu=k gu>eiyéè=g ge>aou=zh g>eiyéèê=zh j=zh sc>eiyéè=s c>eiyéèêë=s ç=s
  ss=s V<s>V=z h= y>V=y y=i u=ü û=ü é=e è=e ê=e ë=e â=a ô=o î=i ï=i w=w x=k+s
`;

const GERMAN = `
  L<berg>#=贝格 L<burg>#=堡 L<dorf>#=多夫 L<stein>#=施泰因 L<bach>#=巴赫 L<mann>#=曼 L<heim>#=海姆 L<hausen>#=豪森
  L<feld>#=费尔德 L<wald>#=瓦尔德 L<stadt>#=施塔特 L<haus>#=豪斯 L<hof>#=霍夫 L<kirchen>#=基兴 L<kirche>#=基歇
  tsch=ch dsch=j sch>C#=施 sch=sh chs=k+s ch=h ck=k tz=ts zz=ts z=ts #<st=施+t #<sp=施+p ss=s ß=s
  V<s>V=z #<s>V=z dt>#=t th=t ph=f rh=r
  eih=ai ei=ai ey=ai ai=ai ay=ai eu=o+i äu=o+i ieh=i ie=i auh=ao au=ao
  aa=a ee=e oo=o ä=e ö=@ ü=ü V<h>C= V<h>#= V<h>V= v=f w=v j=y qu=k+v er>#=@ er>K=e+r y=ü
  c>eiäöüy=ts c=k
`;

const SPANISH = `
  ch=ch ll>i=l ll>V=l+i ll=l ñ>ií=n ñ=n+i qu=k gu>eiéí=g gü=gw gu>aoáó=gw cu>aoáó=kw
  c>eiéí=s z=s j=h g>eiéí=h h= y>#=i y>V=y x=k+s á=a é=e í=i ó=o ú=u au=ao ai=ai ay=ai ei=ei ey=ei
`;

const ITALIAN = `
  gli>V=l+i gli=l+i gn>i=n gn=n+i sci>aou=sh sc>eièé=sh sch=s+k ch=k gh=g
  cci>aou=ch cc>ei=ch ci>aou=ch c>eièéì=ch ggi>aou=j gg>ei=j gi>aou=j g>eièéì=j
  zz=ts z=ts qu=kw gu>aei=gw h= j=y au=ao ai=ai
`;

const PORTUGUESE = `
  nh>ií=n nh=n+i lh>ií=l lh=l+i ão>#=ang ãos>#=ang+s ões>#=on+s ã=an õ=on ch=sh x=sh ç=s c>eiéíê=s g>eiéíê=zh j=zh
  qu>eiéí=k qu=kw gu>eiéí=g ou=o h= á=a é=e ê=e í=i ó=o ô=o ú=u ai=ai ei=ei au=ao am>#=ang em>#=en
`;

const POLISH = `
  wicz>#=维奇 cki>#=茨基 cka>#=茨卡 ński>#=n+斯基 ska>#=斯卡 ski>#=斯基
  szcz=sh+ch sz=sh cz=ch rz=zh dzi>V=j dź=j dż=j dz=z ch=h si>V=sh ś=sh ci>V=ch ć=ch zi>V=zh ź=zh ż=zh ni>V=n+i ń=n
  ł>V=w ł=l w=v c=ts j=y y=i ó=u ą=on ę=en au=ao
`;

const CZECH = `
  ová>#=o+娃 ský>#=斯基 ská>#=斯卡 ić>#=i+奇 dž=j ch=h ř=r+zh ž=zh š=sh č=ch ć=ch đ=j dj=j ě=i+e c=ts j=y lj=l+i nj=n+i
  ů=u ú=u ý=i á=a é=e í=i ó=o ň=n+i ť=t ď=d ľ=l ĺ=l ŕ=r au=ao ou=o+u
`;

const HUNGARIAN = `
  cs=ch sz=s zs=zh dzs=j gy=j ly=y ny>V=n+i ny=n+i ty=ch s=sh c=ts j=y á=a é=e í=i ó=o ö=@ ő=@ ú=u ü=ü ű=ü th=t cz=ts
`;

const TURKISH = `
  oğlu>#=奥卢 zade>#=扎德 ç=ch ş=sh c=j ğ= j=zh y>V=y ö=@ ü=ü ı=@ ə=e x=h q=g â=a î=i û=u ai=ai
`;

const ROMANIAN = `
  escu>#=埃斯库 eanu>#=e+a+努 ch=k gh=g ce=ch+e ci>aou=ch ci=ch+i ge=j+e gi>aou=j gi=j+i ș=sh ş=sh ț=ts ţ=ts ă=@ â=i î=i j=zh au=ao
`;

const NORDIC = `
  L<sson>#=松 L<son>#=松 L<sen>#=森 L<berg>#=贝里 L<gård>#=戈尔 L<dóttir>#=多蒂尔 L<sdóttir>#=斯多蒂尔
  skj=sh stj=sh sj=sh kj=sh tj=sh #<hj=y #<gj=y ch=k ck=k ph=f th=t å=o aa=o ä=e æ=e ö=@ ø=@ ð=d þ=s j=y c>eiyéæ=s w=v
  y=ü ei=ai øy=o+i au=ao qu=k+v z=s é=e á=ao í=i ó=o ú=u ý=i
`;

const DUTCH = `
  L<berg>#=贝赫 L<burg>#=堡 L<dijk>#=代克 L<stra>#=斯特拉 L<sma>#=斯马
  sch=s+h ch=h ij=ai ei=ai ui=ao ieuw=i+u oe=u eu=@ ouw=ao ou=ao auw=ao au=ao ie=i aa=a ee=e oo=o uu=ü g=h j=y w=v v=f c>eiy=s th=t ph=f
`;

const VIETNAMESE = `
  nguyễn=阮 nguyen=阮 trần=陈 phạm=范 huỳnh=黄 hoàng=黄 ngô=吴 đặng=邓 bùi=裴 đỗ=杜 hồ=胡
  ngh=n ng>V=n nh>V=n+i gi>V=z gh=g kh=k ph=f th=t tr=zh ch=zh qu=kw x=s đ=d d=z r=r
`;

const family = (rules: string, rest: Omit<Family, 'spelling'> = {}): Family => ({
  spelling: spelling(rules, BASE),
  ...rest,
});

// A silent e at the end makes the vowel before it long: Blake, Clive, Stone.
const LONG = /([aeiou])([bdfgklmnpstvz])(es?)$/u;
const englishWord = (word: string): string =>
  word.length < 4
    ? word
    : word.replace(
        LONG,
        (_, vowel: string, consonant: string, end: string) => vowel.toUpperCase() + consonant + end,
      );

/** Spellings by name. */
export const FAMILIES = {
  generic: family(GENERIC),
  english: family(ENGLISH, { prepare: englishWord, overrides: { 'h,e': '赫', 'ts,': '茨' } }),
  french: family(FRENCH, {
    overrides: { 'd,ü': '迪', 't,ü': '蒂', 'b,on': '邦', 'p,on': '蓬', 'zh,': '日' },
  }),
  german: family(GERMAN, {
    overrides: {
      'sh,': '施',
      'ts,': '茨',
      'sh,e': '舍',
      'z,a': '萨',
      'z,i': '西',
      'z,in': '辛',
      'z,an': '桑',
    },
  }),
  spanish: family(SPANISH),
  italian: family(ITALIAN),
  portuguese: family(PORTUGUESE),
  polish: family(POLISH),
  czech: family(CZECH),
  hungarian: family(HUNGARIAN),
  turkish: family(TURKISH),
  romanian: family(ROMANIAN),
  nordic: family(NORDIC),
  dutch: family(DUTCH),
  vietnamese: family(VIETNAMESE),
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof FAMILIES;
