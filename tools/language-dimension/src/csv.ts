import type { LanguageRow } from './language-rows.js';

const HEADER = 'language_code,language_name_zh,language_name_en,language_name_local';

/** The rows as CSV (RFC 4180, UTF-8, line feeds), ready for the migrator's `import dim-language`. */
export function toCsv(rows: readonly LanguageRow[]): string {
  const lines = rows.map(({ code, zh, en, local }) => [code, zh, en, local].map(field).join(','));
  return `${[HEADER, ...lines].join('\n')}\n`;
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
