/** What a letter says when no rule of the language knows better. Last list of every Latin spelling. */
export const BASE = `
  ang>C#=ang ing>C#=ing eng>C#=en ong>C#=on ung>C#=un
  a=a b=b c=k d=d e=e f=f g=g h=h i=i j=y k=k l=l m=m n=n o=o p=p q=k r=r s=s t=t u=u v=v w=w
  #<x=s x=k+s y>V=y y=i z=z
  ß=s æ=e œ=@ ø=@ ł=l đ=d ð=d þ=s ı=i ŋ=n ə=@ ħ=h ʻ= ʼ= ’= '= ‘= ʿ= ʾ= ·= ª=a º=o
  ñ=n+i ç=s
  š=sh ž=zh č=ch ć=ch ś=sh ş=sh ș=sh ţ=ts ț=ts ğ= ǧ=j ǰ=j ĉ=ch ŝ=sh ĝ=j ĵ=zh ĥ=h ḥ=h ṣ=s ṭ=t ḍ=d ẓ=z
`;

/** Any language without a table of its own: Latin letters with their Romance values. */
export const GENERIC = `
  tsch=ch tch=ch sch=sh dzh=j ch=ch sh=sh zh=zh ph=f th=t ck=k kh=h gh=g dh=d bh=b rh=r ts=ts tz=ts
  eaux>#=o eau=o au=o ou=u oo=u ee=i ai=ai ay=ai ei=ei ey=ei ao=ao aw=ao oy=o+i
  qu>eiéí=k qu=kw gu>eiéí=g c>eiyéíë=s g>eiyéíë=j j=j
`;
