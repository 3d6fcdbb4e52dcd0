import { spelling, type Spelling } from '../spelling.js';
import type { Script } from '../../../../text/script.js';

const GREEK = `
  #<μπ=b #<ντ=d #<γκ=g γκ=n+g γγ=n+g γχ=n+h ου=u αι=e ει=i οι=i υι=i αυ>V=a+v ευ>V=e+v αυ=a+f ευ=e+f τζ=z τσ=ts
  α=a β=v γ>ειηυ=y γ=g δ=d ε=e ζ=z η=i θ=s ι=i κ=k λ=l μ=m ν=n ξ=k+s ο=o π=p ρ=r σ=s ς=s τ=t υ=i φ=f χ=h ψ=p+s ω=o ϊ=i ϋ=i
  ά=a έ=e ή=i ί=i ό=o ύ=i ώ=o ΐ=i ΰ=i ού=u αί=e εί=i οί=i
`;
const GEORGIAN = `
  ა=a ბ=b გ=g დ=d ე=e ვ=v ზ=z თ=t ი=i კ=k ლ=l მ=m ნ=n ო=o პ=p ჟ=zh რ=r ს=s ტ=t უ=u ფ=p ქ=k ღ=g ყ=k შ=sh ჩ=ch ც=ts ძ=z წ=ts ჭ=ch ხ=h ჯ=j ჰ=h
  შვილი>#=什维利 ძე>#=泽
`;
const ARMENIAN = `
  յան>#=扬 ու=u և=e+v ա=a բ=b գ=g դ=d ե=e զ=z է=e ը=@ թ=t ժ=zh ի=i լ=l խ=h ծ=ts կ=k հ=h ձ=z ղ=g ճ=ch մ=m յ=y ն=n շ=sh ո=o չ=ch պ=p ջ=j ռ=r ս=s վ=v տ=t ր=r ց=ts ւ=v փ=p ք=k օ=o ֆ=f
`;

const sorted = (rules: string): Spelling => {
  // Longer texts first, so that a suffix is seen before its letters.
  const list = rules.trim().split(/\s+/);
  return spelling(
    [...list].sort((a, b) => b.split('=')[0]!.length - a.split('=')[0]!.length).join(' '),
  );
};

/** Alphabets that write their vowels. */
export const ALPHABETS: Partial<Record<Script, Spelling>> = {
  Greek: sorted(GREEK),
  Georgian: sorted(GEORGIAN),
  Armenian: sorted(ARMENIAN),
};
