/**
 * A language's spelling as rules from letters to sounds, tried in order at each letter:
 * `left<text>right=sound+sound`. A context is a set of letters in which `V` stands for every vowel,
 * `C` for every consonant, `K` for every consonant but m, n and h, `L` for any letter and `#` for the
 * edge of the word. Characters on the right side that are no sounds are written as they are.
 */
export interface Rule {
  readonly text: string;
  readonly left: ReadonlySet<string> | undefined;
  readonly right: ReadonlySet<string> | undefined;
  readonly sounds: readonly string[];
}

/** Rules by their first letter. */
export type Spelling = ReadonlyMap<string, readonly Rule[]>;

const VOWELS =
  'aeiouyäöüáéíóúàèìòùâêîôûãõåæøœëïāēīōūăąęėıőűýůěảạẻẽẹỉĩịỏọủũụơưAEIOU' + 'аеёиоуыэюяіїєәөұүӣӯӑӗ';
const CONSONANTS =
  'bcdfghjklmnpqrstvwxzçñßłśźżćńšžčřđďťňğşţșțģķļņþðĝĥĵŝĉ' +
  'бвгдйжзклмнпрстфхцчшщґғқңһҙҫҳҷћђљњџѓќѕјўъь';

const CLASSES: Readonly<Record<string, string>> = {
  V: VOWELS,
  C: CONSONANTS,
  K: CONSONANTS.replace(/[mnh]/g, ''),
  L: VOWELS + CONSONANTS,
};

/** Compiles rules separated by white space. Earlier lists win over later ones. */
export function spelling(...lists: readonly string[]): Spelling {
  const rules = new Map<string, Rule[]>();
  for (const source of lists.join(' ').trim().split(/\s+/)) {
    const rule = parse(source);
    const first = rule.text[0]!;
    const group = rules.get(first);
    if (group) group.push(rule);
    else rules.set(first, [rule]);
  }
  return rules;
}

function parse(source: string): Rule {
  const match = /^(?:([^<=]+)<)?([^<>=]+)(?:>([^=]+))?=(.*)$/u.exec(source);
  if (!match?.[2]) throw new TypeError(`"${source}" is not a spelling rule`);
  const [, left, text, right, sounds] = match;
  return {
    text,
    left: left === undefined ? undefined : letters(left),
    right: right === undefined ? undefined : letters(right),
    sounds: sounds ? sounds.split('+') : [],
  };
}

function letters(context: string): ReadonlySet<string> {
  return new Set([...context].flatMap((letter) => [...(CLASSES[letter] ?? letter)]));
}

/**
 * Reads a lower-case word. A letter without a rule is tried without its diacritic.
 *
 * @returns the sounds, or undefined when a letter is unknown even so
 */
export function readWord(word: string, rules: Spelling): string[] | undefined {
  const sounds: string[] = [];
  for (let at = 0; at < word.length;) {
    const rule = ruleAt(word, at, rules);
    if (rule) {
      sounds.push(...rule.sounds);
      at += rule.text.length;
      continue;
    }
    const letter = String.fromCodePoint(word.codePointAt(at)!);
    const bare = letter.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    if (bare !== letter && bare !== '') {
      const inner = readWord(bare, rules);
      if (!inner) return undefined;
      sounds.push(...inner);
    } else if (bare !== '') {
      return undefined;
    }
    at += letter.length;
  }
  return sounds;
}

function ruleAt(word: string, at: number, rules: Spelling): Rule | undefined {
  const group = rules.get(word[at]!);
  if (!group) return undefined;
  for (const rule of group) {
    const end = at + rule.text.length;
    if (rule.text.length > 1 && !word.startsWith(rule.text, at)) continue;
    if (rule.left && !rule.left.has(at === 0 ? '#' : word[at - 1]!)) continue;
    if (rule.right && !rule.right.has(end === word.length ? '#' : word[end]!)) continue;
    return rule;
  }
  return undefined;
}
