const INITIALS = 'g g n d d r m b b s s - j j ch k t p h'.split(' ');
const MEDIALS = 'a ai y+a y+ai @ e y+@ y+e o w+a w+ai w+e y+o u w+@ w+e w+i iu @ @+i i'.split(' ');
const FINALS = '- g g g n n n d r g m r r r p r m b b s s n j ch k t p h'.split(' ');

/** Reads Hangul syllables by their parts, or gives undefined for lone letters. */
export function readHangul(word: string): string[] | undefined {
  const sounds: string[] = [];
  for (const letter of word.normalize('NFC')) {
    const index = letter.codePointAt(0)! - 0xac00;
    if (index < 0 || index > 11_171) return undefined;
    const initial = INITIALS[Math.floor(index / 588)]!;
    const final = index % 28;
    if (initial !== '-') sounds.push(initial);
    const medial = MEDIALS[Math.floor((index % 588) / 28)]!.split('+');
    sounds.push(...medial);
    if (final === 21) close(sounds, medial.at(-1)!);
    else if (FINALS[final] !== '-') sounds.push(FINALS[final]!);
  }
  return sounds;
}

const NG: Readonly<Record<string, string>> = {
  a: 'ang',
  '@': 'en',
  e: 'en',
  o: 'on',
  u: 'un',
  i: 'ing',
  ai: 'ang',
  iu: 'on',
};

function close(sounds: string[], vowel: string): void {
  sounds[sounds.length - 1] = NG[vowel] ?? vowel;
}
