import type { Script } from '../../../../text/script.js';

/*
 * Arabic and Hebrew leave short vowels out; an unwritten one is read as a, which the name table
 * corrects for common names.
 */
const ARABIC: Readonly<Record<string, string>> = Object.fromEntries(
  (
    "ا:a أ:a إ:i آ:a ب:b ت:t ث:s ج:j ح:h خ:h د:d ذ:z ر:r ز:z س:s ش:sh ص:s ض:d ط:t ظ:z ع:' غ:g ف:f ق:k ك:k ل:l م:m ن:n ه:h ة:a و:w ي:y ى:a ئ:y ؤ:w ء:' " +
    'پ:p چ:ch ژ:zh گ:g ک:k ی:y ے:e ہ:h ھ:h ں:n ٹ:t ڈ:d ڑ:r ۀ:e ۆ:o ێ:e ە:e ۇ:u ۋ:v ې:e ۈ:ü ڭ:n ڕ:r ڵ:l ڤ:v ټ:t ډ:d ړ:r ږ:g ښ:sh ګ:g ڼ:n ځ:z څ:ts ۍ:i ئ:y ڪ:k ڌ:d ٽ:t ڃ:n ڇ:ch ڳ:g ڱ:n ڻ:n ڊ:d ٺ:t ٿ:t ڄ:j ڀ:b ڏ:d ڙ:r ڦ:f ݨ:n ۂ:h ۃ:a ٱ:a'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);
const HEBREW: Readonly<Record<string, string>> = Object.fromEntries(
  "א:' ב:b ג:g ד:d ה:h ו:w ז:z ח:h ט:t י:y כ:k ך:k ל:l מ:m ם:m נ:n ן:n ס:s ע:' פ:p ף:f צ:ts ץ:ts ק:k ר:r ש:sh ת:t װ:v ױ:oy ײ:ei"
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);
const MARKS: Readonly<Record<string, string>> = {
  'َ': 'a',
  'ِ': 'i',
  'ُ': 'u',
  'ً': 'an',
  'ٌ': 'un',
  'ٍ': 'in',
  'ّ': '',
  'ْ': '',
  'ַ': 'a',
  'ָ': 'a',
  'ֵ': 'e',
  'ֶ': 'e',
  'ִ': 'i',
  'ֹ': 'o',
  'ֻ': 'u',
  'ְ': '',
  'ּ': '',
  'ׁ': '',
  'ׂ': '',
};

const VOWELS = new Set(['a', 'e', 'i', 'o', 'u', 'ü', 'an', 'un', 'in', 'ei']);

/** Reads a word of an abjad, or gives undefined when a letter is unknown. */
export function readAbjad(word: string, script: Script): string[] | undefined {
  const table = script === 'Hebrew' ? HEBREW : ARABIC;
  const letters: string[] = [];
  const text = word.startsWith('ال') && word.length > 3 ? word.slice(2) : word;
  if (text !== word) letters.push('a', 'l');
  for (const letter of text.normalize('NFC')) {
    const sound = table[letter] ?? MARKS[letter];
    if (sound === undefined) {
      if (/\p{M}|\p{Lm}|\u200c|\u200d/u.test(letter)) continue;
      return undefined;
    }
    if (sound === 'oy') letters.push('o', 'y');
    else if (sound !== '') letters.push(sound);
  }
  return vocalize(letters);
}

function vocalize(letters: readonly string[]): string[] {
  const sounds: string[] = [];
  const last = () => sounds.at(-1);
  letters.forEach((letter, at) => {
    const next = letters[at + 1];
    const afterConsonant = last() !== undefined && !VOWELS.has(last()!);
    if (letter === "'") {
      // A stop of the throat carries the vowel that follows, or an unwritten a.
      if (next === undefined || !VOWELS.has(next)) {
        if (!(next === 'w' || next === 'y')) sounds.push('a');
      }
      return;
    }
    const semivowel = letter === 'w' || letter === 'y';
    if (semivowel && at > 0 && (next === undefined || !VOWELS.has(next)) && afterConsonant) {
      sounds.push(letter === 'w' ? 'u' : 'i');
      return;
    }
    if (VOWELS.has(letter)) {
      if (!(letter === 'a' && last() === 'a')) sounds.push(letter);
      return;
    }
    if (letter === 'h' && next === undefined && at > 1 && !afterConsonant) return;
    if (letter === 'h' && next === undefined && at > 1) {
      sounds.push('a');
      return;
    }
    // Two consonants at the start, or three in a row, do without a vowel in no Semitic language.
    if (
      afterConsonant &&
      (sounds.length === 1 || !VOWELS.has(sounds.at(-2) ?? 'a') || next === undefined)
    ) {
      sounds.push('a');
    }
    sounds.push(letter);
  });
  return sounds;
}
