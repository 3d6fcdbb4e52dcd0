import { createRequire } from 'node:module';
import { CURATED_NAMES } from './curated-names.js';
import { EDITION_CODES } from './edition-codes.js';

/** Names of one Wikipedia language. */
export interface LanguageRow {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /** The language's name in itself. */
  readonly local: string;
}

interface CldrFile {
  readonly main: Readonly<
    Record<string, { localeDisplayNames: { languages: Readonly<Record<string, string>> } }>
  >;
}

/** The two functions of Wikimedia's language data that are used; the package has no types. */
interface LanguageData {
  /** The code a code stands for, or false. */
  isRedirect(code: string): string | false;
  /** The name in the language itself; the code when unknown. */
  getAutonym(code: string): string;
}

const require = createRequire(import.meta.url);
const languageData = require('@wikimedia/language-data') as LanguageData;

/**
 * Names of every Wikipedia language, by code: curated where CLDR is silent or means something else,
 * CLDR otherwise; autonyms from Wikimedia's language data. CLDR is read from its package, not from
 * `Intl.DisplayNames`, whose data changes with the version of Node.
 *
 * @throws {Error} when a code is left without a name in Chinese, English or itself.
 */
export function languageRows(): readonly LanguageRow[] {
  const zh = cldrNames('zh');
  const en = cldrNames('en');
  return EDITION_CODES.map((code) => {
    const curated = CURATED_NAMES[code] ?? {};
    const base = redirectOf(code);
    return {
      code,
      zh: named(code, 'Chinese', curated.zh ?? zh[code] ?? zh[base]),
      en: named(code, 'English', curated.en ?? en[code] ?? en[base]),
      local: named(code, 'its own language', curated.local ?? autonym(code)),
    };
  });
}

function cldrNames(locale: string): Readonly<Record<string, string>> {
  const file = require(`cldr-localenames-full/main/${locale}/languages.json`) as CldrFile;
  return file.main[locale]?.localeDisplayNames.languages ?? {};
}

function redirectOf(code: string): string {
  return languageData.isRedirect(code) || code;
}

function autonym(code: string): string | undefined {
  const name = languageData.getAutonym(code);
  // An unknown code is answered with the code itself.
  return name !== code ? name : undefined;
}

function named(code: string, language: string, name: string | undefined): string {
  const text = name?.normalize('NFC').trim();
  if (!text) {
    throw new Error(`${code} has no name in ${language}; add it to curated-names.ts.`);
  }
  return text;
}
