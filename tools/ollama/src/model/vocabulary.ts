/** What a token is, in the numbers of the file format. */
const NORMAL = 1;
const CONTROL = 3;

/** Characters the model has a token of its own for, and a liking. */
const HAN = [
  ...'山川河海天地日月星云风雨花草木林石金水火土东西南北中大小长高新古城市镇村州国王人民公学校文书画音乐诗史战争铁路桥塔寺园湖岛湾港',
];

/** Tokens of a byte-level vocabulary and how much a model leans towards each. */
export interface Vocabulary {
  readonly tokens: readonly string[];
  readonly types: readonly number[];
  readonly merges: readonly string[];
  /** Added to a token's logit, in units of the sampling temperature {@link TEMPERATURE}. */
  readonly leanings: readonly number[];
  readonly endOfText: number;
  readonly endOfTurn: number;
}

/** The temperature at which the leanings are meant. */
export const TEMPERATURE = 0.1;

/**
 * Every byte, a few dozen Han characters, and the marks of a turn. Whatever text comes in can be
 * encoded; what comes out is mostly Han characters, now and then a quote that ends a JSON string.
 *
 * @param options.endless no string and no answer ever comes to an end
 */
export function vocabulary({ endless = false } = {}): Vocabulary {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const plain = [
    ...bytes.map((byte) => ({ token: letterOf(byte), leaning: byteLeaning(byte, endless) })),
    ...HAN.map((character) => ({ token: lettersOf(character), leaning: 0 })),
  ];
  const marks = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];
  const endOfText = plain.length;
  const ends = endless ? NEVER : 0;
  return {
    tokens: [...plain.map(({ token }) => token), ...marks],
    types: [...plain.map(() => NORMAL), ...marks.map(() => CONTROL)],
    // Loaders want some; this one makes two spaces out of one and one, which are not a token.
    merges: [`${letterOf(0x20)} ${letterOf(0x20)}`],
    leanings: [...plain.map(({ leaning }) => leaning), ends, NEVER, ends],
    endOfText,
    endOfTurn: endOfText + 2,
  };
}

const NEVER = -20;
const SELDOM = -4;

function byteLeaning(byte: number, endless: boolean): number {
  const character = String.fromCharCode(byte);
  if (character === '"') return endless ? NEVER : 3;
  if ('}],:'.includes(character)) return -2;
  return SELDOM;
}

const lettersOf = (text: string): string => [...Buffer.from(text)].map(letterOf).join('');

/** The letter that stands for a byte in vocabularies made after GPT-2: itself where it is printable. */
export function letterOf(byte: number): string {
  const own = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  if (own) return String.fromCharCode(byte);
  if (byte <= 0x20) return String.fromCharCode(0x100 + byte);
  // The other unprintable ones follow after the 33 up to the space.
  return String.fromCharCode(byte === 0xad ? 0x143 : 0x121 + byte - 0x7f);
}
