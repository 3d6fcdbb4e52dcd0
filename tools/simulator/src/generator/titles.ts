import type { Random } from './random.js';
import type { Words } from './words.js';

/** Title of an article: a person, a place, a thing, now and then one that is hard to handle. */
export function articleTitle(words: Words, random: Random): string {
  const title = ordinaryTitle(words, random);
  return random.chance(0.03) ? awkward(title, random) : title;
}

function ordinaryTitle(words: Words, random: Random): string {
  const { places, things, space } = words;
  const draw = random.next();
  if (draw < 0.5) return personName(words, random);
  if (draw < 0.7) return `${random.pick(places)}${space}${random.pick(things)}`;
  if (draw < 0.8) return `${random.pick(places)} (${random.pick(things)})`;
  if (draw < 0.9) return `${random.pick(places)}${space}${random.integer(1701, 2026)}`;
  return `${personName(words, random)} (${random.integer(1701, 2008)}–${random.integer(2009, 2026)})`;
}

/** A person's name in the order of the language. */
export function personName(words: Words, random: Random): string {
  const { given, family, space, familyFirst } = words;
  const first = random.pick(given);
  const last = random.pick(family);
  // A double name in scripts whose names are parted by spaces makes the combinations many more.
  const second = random.pick(family);
  const double = space !== '' && second !== last && random.chance(0.3) ? `${space}${second}` : '';
  return familyFirst ? `${last}${space}${first}${double}` : `${first}${space}${last}${double}`;
}

/** Characters that break naive code: quotes, markup, a colon, emoji, percent signs. */
function awkward(title: string, random: Random): string {
  const forms = [
    `${title}: ${random.integer(2, 9)}`,
    `“${title}”`,
    `"${title}"`,
    `${title} <b>x</b>`,
    `${title} 🦉`,
    `${title}'; --`,
    `100 % ${title}`,
    `${title} & ${random.integer(2, 99)}`,
    `${title}?`,
    `${title}, \\`,
    // Decomposed letters, and a right-to-left mark.
    `${title} é\u200f`,
    `${title} / ${title}`,
  ];
  return random.pick(forms);
}
