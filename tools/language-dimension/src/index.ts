export { toCsv } from './csv.js';
export { EDITION_CODES } from './edition-codes.js';
export { languageRows, type LanguageRow } from './language-rows.js';
