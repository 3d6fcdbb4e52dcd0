const MORAS: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'ア:a イ:i ウ:u エ:e オ:o カ:k a キ:k i ク:k u ケ:k e コ:k o サ:s a シ:sh i ス:s u セ:s e ソ:s o タ:t a チ:ch i ツ:ts u テ:t e ト:t o ' +
    'ナ:n a ニ:n i ヌ:n u ネ:n e ノ:n o ハ:h a ヒ:h i フ:f u ヘ:h e ホ:h o マ:m a ミ:m i ム:m u メ:m e モ:m o ヤ:y a ユ:iu ヨ:y o ' +
    'ラ:r a リ:r i ル:r u レ:r e ロ:r o ワ:w a ヰ:i ヱ:e ヲ:o ン:n ガ:g a ギ:g i グ:g u ゲ:g e ゴ:g o ザ:z a ジ:j i ズ:z u ゼ:z e ゾ:z o ' +
    'ダ:d a ヂ:j i ヅ:z u デ:d e ド:d o バ:b a ビ:b i ブ:b u ベ:b e ボ:b o パ:p a ピ:p i プ:p u ペ:p e ポ:p o ヴ:v u ヵ:k a ヶ:k e'
  )
    .split(/ (?=[ァ-ヺ])/u)
    .map((pair) => pair.split(':') as [string, string]),
);
const SMALL: Readonly<Record<string, string>> = {
  ャ: 'a',
  ュ: 'u',
  ョ: 'o',
  ァ: 'a',
  ィ: 'i',
  ゥ: 'u',
  ェ: 'e',
  ォ: 'o',
  ヮ: 'a',
};

/** Reads a word in kana, or gives undefined when a letter is unknown. Vowel length is not written in Chinese. */
export function readKana(word: string): string[] | undefined {
  const sounds: string[] = [];
  for (const letter of word.normalize('NFKC')) {
    const code = letter.codePointAt(0)!;
    const kata = code >= 0x3041 && code <= 0x3096 ? String.fromCodePoint(code + 0x60) : letter;
    const small = SMALL[kata];
    if (small) {
      // シャ is sh and a: the small kana takes the place of the vowel before it.
      if (sounds.length > 0) {
        sounds.pop();
        if (sounds.length === 0 && small) sounds.push(small === 'a' || small === 'o' ? 'w' : '');
        if (sounds.at(-1) === '') sounds.pop();
      }
      sounds.push(small);
      continue;
    }
    if (kata === 'ッ' || kata === 'ー' || kata === '゛' || kata === '゜') continue;
    const mora = MORAS[kata];
    if (!mora) return undefined;
    sounds.push(...mora.split(' '));
  }
  return sounds;
}
