import { parse } from 'csv-parse/sync';
import { CsvError, type CsvFault } from '../errors.js';

/** One language of a CSV file. */
export interface Language {
  readonly language_code: string;
  readonly language_name_zh: string;
  readonly language_name_en: string;
  readonly language_name_local: string;
}

/** Header names by column, our own first; the Chinese ones are what hand-made tables of languages use. */
const HEADERS: Readonly<Record<keyof Language, readonly string[]>> = {
  language_code: ['language_code', 'code', '语言代码', '代码', '语言编码', 'ISO 639-1', '639-1'],
  language_name_zh: ['language_name_zh', 'zh', '中文名称', '中文名', '中文', '语言名称'],
  language_name_en: ['language_name_en', 'en', '英文名称', '英文名', '英文', '英语名称', '英语名'],
  language_name_local: [
    'language_name_local',
    'local',
    '本地名称',
    '本地名',
    '本族语名称',
    '自称',
    '原文名称',
    '当地名称',
  ],
};
const CODE = /^[a-z]{2,}(-[a-z0-9]+)*$/;
const MAX_NAME = 200;

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads languages from CSV: UTF-8 with or without a BOM, columns in any order, headers in English or
 * Chinese. Every fault is reported, each with its line.
 *
 * @throws {CsvError} when anything is wrong; nothing is skipped in silence.
 */
export function parseLanguageCsv(bytes: Uint8Array, file: string): readonly Language[] {
  const [header, ...records] = readRecords(decode(bytes, file), file);
  if (!header) throw new CsvError(file, [{ line: 1, message: 'the file is empty' }]);
  const places = columnPlaces(header.record, file);

  const faults: CsvFault[] = [];
  const lines = new Map<string, number>();
  const languages = records.map(({ record, info }): Language => {
    const line = info.lines;
    const cell = (column: keyof Language) => (record[places[column]] ?? '').normalize('NFC').trim();
    const code = cell('language_code').toLowerCase();
    if (!CODE.test(code)) {
      faults.push({ line, message: `"${code.slice(0, 40)}" is not a language code` });
    }
    const before = lines.get(code);
    if (before !== undefined) {
      faults.push({ line, message: `code "${code}" is on line ${before} already` });
    }
    lines.set(code, line);
    const language = {
      language_code: code,
      language_name_zh: cell('language_name_zh'),
      language_name_en: cell('language_name_en'),
      language_name_local: cell('language_name_local'),
    };
    for (const [column, value] of Object.entries(language)) {
      if (value === '') faults.push({ line, message: `${column} of "${code}" is empty` });
      else if (value.length > MAX_NAME) {
        faults.push({ line, message: `${column} is longer than ${MAX_NAME} characters` });
      } else if (/\p{Cc}/u.test(value)) {
        faults.push({ line, message: `${column} contains a control character` });
      }
    }
    return language;
  });
  if (languages.length === 0) faults.push({ line: 1, message: 'there are no languages in it' });
  if (faults.length > 0) throw new CsvError(file, faults);
  return languages;
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CsvError(file, [
      { line: 1, message: 'it is not UTF-8 (saved from a spreadsheet as GBK?); save it as UTF-8' },
    ]);
  }
}

function readRecords(text: string, file: string): readonly CsvRecord[] {
  try {
    return parse(text, {
      info: true,
      relax_column_count_less: false,
      skip_empty_lines: true,
    }) as unknown as CsvRecord[];
  } catch (error) {
    const line =
      error instanceof Error && 'lines' in error && typeof error.lines === 'number'
        ? error.lines
        : 1;
    throw new CsvError(file, [
      { line, message: error instanceof Error ? error.message : String(error) },
    ]);
  }
}

function columnPlaces(header: readonly string[], file: string): Record<keyof Language, number> {
  const names = header.map((name) => name.trim().toLowerCase());
  const entries = Object.entries(HEADERS).map(
    ([column, accepted]) =>
      [
        column,
        names.findIndex((name) => accepted.some((one) => one.toLowerCase() === name)),
      ] as const,
  );
  const faults = entries
    .filter(([, place]) => place < 0)
    .map(([column]) => ({ line: 1, message: `column ${column} is missing` }));
  if (faults.length > 0) throw new CsvError(file, faults);
  return Object.fromEntries(entries) as Record<keyof Language, number>;
}
