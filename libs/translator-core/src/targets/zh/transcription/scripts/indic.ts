/*
 * The scripts of India share one layout (ISCII): the same letter stands at the same place of each
 * block of 128 code points, so one table reads nine scripts.
 */
const CONSONANTS: Readonly<Record<number, string>> = {
  0x15: 'k',
  0x16: 'k',
  0x17: 'g',
  0x18: 'g',
  0x19: 'n',
  0x1a: 'ch',
  0x1b: 'ch',
  0x1c: 'j',
  0x1d: 'j',
  0x1e: 'n',
  0x1f: 't',
  0x20: 't',
  0x21: 'd',
  0x22: 'd',
  0x23: 'n',
  0x24: 't',
  0x25: 't',
  0x26: 'd',
  0x27: 'd',
  0x28: 'n',
  0x29: 'n',
  0x2a: 'p',
  0x2b: 'p',
  0x2c: 'b',
  0x2d: 'b',
  0x2e: 'm',
  0x2f: 'y',
  0x30: 'r',
  0x31: 'r',
  0x32: 'l',
  0x33: 'l',
  0x34: 'l',
  0x35: 'v',
  0x36: 'sh',
  0x37: 'sh',
  0x38: 's',
  0x39: 'h',
  0x58: 'k',
  0x59: 'h',
  0x5a: 'g',
  0x5b: 'z',
  0x5c: 'r',
  0x5d: 'r',
  0x5e: 'f',
  0x5f: 'y',
  0x70: 'r',
  0x71: 'v',
};
const VOWELS: Readonly<Record<number, string>> = {
  0x05: 'a',
  0x06: 'a',
  0x07: 'i',
  0x08: 'i',
  0x09: 'u',
  0x0a: 'u',
  0x0b: 'ri',
  0x0c: 'li',
  0x0d: 'e',
  0x0e: 'e',
  0x0f: 'e',
  0x10: 'ai',
  0x11: 'o',
  0x12: 'o',
  0x13: 'o',
  0x14: 'ao',
  0x72: 'a',
};
const SIGNS: Readonly<Record<number, string>> = {
  0x3e: 'a',
  0x3f: 'i',
  0x40: 'i',
  0x41: 'u',
  0x42: 'u',
  0x43: 'ri',
  0x44: 'ri',
  0x45: 'e',
  0x46: 'e',
  0x47: 'e',
  0x48: 'ai',
  0x49: 'o',
  0x4a: 'o',
  0x4b: 'o',
  0x4c: 'ao',
  0x57: 'ao',
};
const VIRAMA = 0x4d;
const DRAVIDIAN = new Set([0x0b80, 0x0c00, 0x0c80, 0x0d00]);

/** Reads a word of a script of India, or gives undefined when a letter is unknown. */
export function readIndic(word: string): string[] | undefined {
  const sounds: string[] = [];
  let inherent = false;
  let block = 0;
  const close = () => {
    if (inherent) sounds.push('a');
    inherent = false;
  };
  for (const letter of word.normalize('NFC')) {
    const code = letter.codePointAt(0)!;
    if (code === 0x200c || code === 0x200d) continue;
    block = code & ~0x7f;
    const place = code & 0x7f;
    const sign = SIGNS[place];
    if (CONSONANTS[place] && !(place >= 0x70 && block !== 0x0980 && block !== 0x0a00)) {
      close();
      sounds.push(CONSONANTS[place]);
      inherent = true;
    } else if (VOWELS[place]) {
      close();
      push(sounds, VOWELS[place]);
    } else if (sign) {
      inherent = false;
      push(sounds, sign);
    } else if (place === VIRAMA) inherent = false;
    else if (place === 0x01 || place === 0x02 || (block === 0x0a00 && place === 0x70)) {
      close();
      sounds.push('n');
    } else if (place === 0x03) close();
    else if (letter === 'ৎ') {
      close();
      sounds.push('t');
    } else if (!/\p{M}/u.test(letter)) return undefined;
  }
  // The northern languages drop the a at the end of a word, those of the south keep it.
  if (inherent && (DRAVIDIAN.has(block) || sounds.length < 2)) close();
  return sounds;
}

function push(sounds: string[], vowel: string): void {
  if (vowel === 'ri' || vowel === 'li') sounds.push(vowel[0]!, 'i');
  else sounds.push(vowel);
}
