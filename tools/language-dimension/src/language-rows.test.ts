import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.js';
import { EDITION_CODES } from './edition-codes.js';
import { languageRows } from './language-rows.js';

const committed = new URL('../../../libs/risingwave-schema/data/dim_language.csv', import.meta.url);

describe('language dimension', () => {
  it('regenerates the committed file', async () => {
    expect(toCsv(languageRows())).toBe(await readFile(committed, 'utf8'));
  });

  it('has each code once', () => {
    expect(new Set(EDITION_CODES).size).toBe(EDITION_CODES.length);
    expect(EDITION_CODES.length).toBeGreaterThan(370);
  });

  it.each([
    ['zh-yue', '粤语', 'Cantonese', '粵語'],
    ['yue', '粤语', 'Cantonese', '粵語'],
    ['zh-min-nan', '闽南语', 'Minnan', '閩南語 / Bân-lâm-gí'],
    ['als', '阿勒曼尼语', 'Alemannic', 'Alemannisch'],
    ['lv', '拉脱维亚语', 'Latvian', 'latviešu'],
    ['simple', '简易英语', 'Simple English', 'Simple English'],
    ['nb', '书面挪威语', 'Norwegian Bokmål', 'norsk (bokmål)'],
  ])('knows %s', (code, zh, en, local) => {
    expect(languageRows().find((row) => row.code === code)).toEqual({ code, zh, en, local });
  });

  it.each(
    'be-tarask be-x-old bat-smg fiu-vro map-bms nds-nl roa-rup roa-tara cbk-zam eml gsw lzh rup sgs vro nan zh-classical no aa tig syl bew kai isv'.split(
      ' ',
    ),
  )('covers %s with a Chinese name', (code) => {
    expect(languageRows().find((row) => row.code === code)?.zh).toMatch(/\p{Script=Han}/u);
  });

  it('gives every language a name in Chinese characters', () => {
    expect(languageRows().filter(({ zh }) => !/\p{Script=Han}/u.test(zh))).toEqual([]);
  });
});
