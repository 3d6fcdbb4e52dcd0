import { Converter } from 'opencc-js/t2cn';

type Convert = (text: string) => string;

// The package's own declarations do not resolve under Node's module rules.
const converter = Converter as unknown as (options: { from: string; to: string }) => Convert;

/** Dictionaries are built at the first use (about 10 ms). */
function lazily(create: () => Convert): Convert {
  let convert: Convert | undefined;
  return (text) => (convert ??= create())(text);
}

const fromTraditional = lazily(() => converter({ from: 't', to: 'cn' }));
const fromJapanese = lazily(() => converter({ from: 'jp', to: 'cn' }));

/** Simplified characters for traditional ones, by OpenCC; from the Japanese edition, for Japanese forms too. */
export const simplify = (text: string, language: string): string =>
  language === 'ja' ? fromJapanese(text) : fromTraditional(text);
