import { describe, expect, it } from 'vitest';
import { CsvError } from '../errors.js';
import { bundledLanguages } from './bundled-languages.js';
import { parseLanguageCsv } from './language-csv.js';

const HEADER = 'language_code,language_name_zh,language_name_en,language_name_local';
const parse = (text: string) => parseLanguageCsv(new TextEncoder().encode(text), 'x.csv');
const lv = {
  language_code: 'lv',
  language_name_zh: '拉脱维亚语',
  language_name_en: 'Latvian',
  language_name_local: 'latviešu',
};

function faults(text: string) {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof CsvError) return error.faults;
  }
  return [];
}

describe('parseLanguageCsv', () => {
  it.each([
    ['plain', `${HEADER}\nlv,拉脱维亚语,Latvian,latviešu\n`],
    ['with a BOM and CRLF', `\ufeff${HEADER}\r\nlv,拉脱维亚语,Latvian,latviešu\r\n`],
    ['in another order', 'local,code,en,zh\nlatviešu,LV,Latvian,拉脱维亚语'],
    ['with Chinese headers', '语言代码,中文名称,英文名称,本地名称\nlv,拉脱维亚语,Latvian,latviešu'],
    ['with more columns', `id,${HEADER}\n7,lv,拉脱维亚语,Latvian,"latviešu"`],
  ])('reads a file %s', (_, text) => {
    expect(parse(text)).toEqual([lv]);
  });

  it('names every fault with its line', () => {
    expect(faults(`${HEADER}\nlv,拉,Latvian,l\nlv,a,b,c\n!,,b,"x\ty"\n`)).toEqual([
      { line: 3, message: 'code "lv" is on line 2 already' },
      { line: 4, message: '"!" is not a language code' },
      { line: 4, message: 'language_name_zh of "!" is empty' },
      { line: 4, message: 'language_name_local contains a control character' },
    ]);
  });

  it.each([
    ['', 'the file is empty'],
    [HEADER, 'there are no languages in it'],
    ['language_code,en\nlv,Latvian', 'column language_name_zh is missing'],
    [`${HEADER}\nlv,拉`, 'Invalid Record Length'],
    [`${HEADER}\n"lv,拉`, 'Quote Not Closed'],
  ])('refuses %j', (text, message) => {
    expect(faults(text)[0]?.message).toContain(message);
  });

  it('refuses a file in another encoding', () => {
    const gbk = Uint8Array.from([...new TextEncoder().encode(`${HEADER}\nlv,`), 0xc0, 0xad]);
    expect(() => parseLanguageCsv(gbk, 'x.csv')).toThrow('it is not UTF-8');
  });

  it('reads the bundled file', async () => {
    expect((await bundledLanguages()).length).toBeGreaterThan(370);
  });
});
