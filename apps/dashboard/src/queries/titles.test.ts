import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TitleFilters } from '../api/contract.js';
import { titlesCsv } from '../csv/titles-csv.js';
import { startWarehouse, type Warehouse } from '../testing/warehouse.js';
import { readTitles } from './titles.js';

const HOSTILE = `<img src=x onerror=alert(1)> \u202Egnp.exe "'; drop table ods_wiki_new_table; --`;
const translated = (title: string) =>
  ({ status: 'translated', title, at: '2026-03-02 12:00:00' }) as const;

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await startWarehouse();
  await warehouse.store([
    { id: 1, title: 'Straße', time: '2026-03-01 23:59:59', translation: translated('街道') },
    { id: 2, title: '100% sicher', time: '2026-03-02 08:00:00', contributor: '=Eve' },
    { id: 3, title: 'a_b', time: '2026-03-02 08:00:00' },
    { id: 4, title: 'axb \\ 100', time: '2026-03-02 08:00:00' },
    { wiki: 'frwiki', id: 4, title: HOSTILE, language: 'fr', time: '2026-03-02 09:00:00' },
    {
      id: 5,
      title: 'Verfehlt',
      time: '2026-03-03 00:00:00',
      translation: { status: 'failed', title: null, at: '2026-03-03 00:00:01' },
    },
  ]);
});
afterAll(() => warehouse.close());

async function ids(filters: TitleFilters): Promise<string[]> {
  const { articles } = await readTitles(warehouse.reader, { filters });
  return articles.map(({ key }) => key);
}

describe('readTitles', () => {
  it('lists the newest first, ties in one order', async () => {
    expect(await ids({})).toEqual([
      'dewiki:5',
      'frwiki:4',
      'dewiki:4',
      'dewiki:3',
      'dewiki:2',
      'dewiki:1',
    ]);
  });

  it.each([
    ['any case', 'STRASSE', []],
    ['any case of what has two', 'straße', ['dewiki:1']],
    ['the Chinese title', '街', ['dewiki:1']],
    ['a percent sign as itself', '0%', ['dewiki:2']],
    ['an underscore as itself', 'a_b', ['dewiki:3']],
    ['a backslash as itself', '\\', ['dewiki:4']],
    ['quotes and SQL as themselves', `"'; drop table`, ['frwiki:4']],
  ])('searches for %s', async (_, search, expected) => {
    expect(await ids({ search })).toEqual(expected);
  });

  it('is filtered by language, contributor, status and days', async () => {
    expect(await ids({ language: 'fr' })).toEqual(['frwiki:4']);
    expect(await ids({ contributor: '=Eve' })).toEqual(['dewiki:2']);
    expect(await ids({ status: 'failed' })).toEqual(['dewiki:5']);
    expect(await ids({ status: 'translated' })).toEqual(['dewiki:1']);
    expect(await ids({ status: 'pending', language: 'fr' })).toEqual(['frwiki:4']);
    expect(await ids({ from: '2026-03-02', to: '2026-03-02' })).toHaveLength(4);
    expect(await ids({ to: '2026-03-01' })).toEqual(['dewiki:1']);
  });

  it('goes on where a page ended, whatever came meanwhile', async () => {
    const first = await readTitles(warehouse.reader, { filters: { language: 'de' }, size: 2 });
    await warehouse.store([{ id: 6, time: '2026-03-04 00:00:00' }]);
    const after = first.next;
    expect(after).not.toBeNull();
    const second = await readTitles(warehouse.reader, {
      filters: { language: 'de' },
      ...(after && { after }),
    });
    expect([...first.articles, ...second.articles].map(({ key }) => key)).toEqual([
      'dewiki:5',
      'dewiki:4',
      'dewiki:3',
      'dewiki:2',
      'dewiki:1',
    ]);
    expect(second.next).toBeNull();
    await warehouse.execute('delete from ods_wiki_new_table where id = 6');
  });

  it('pauses a long search, and goes on where it paused', async () => {
    await warehouse.execute(`
      insert into ods_wiki_new_table (wiki, id, opt_type, title, opt_time, language_code)
      select 'arwiki', i, 'new', 'hay', timestamp '2026-03-02 00:00:00' + i * interval '1 second', 'ar'
      from generate_series(1, 2100) i;
      update ods_wiki_new_table set title = 'needle' where wiki = 'arwiki' and id = 1`);
    const filters = { language: 'ar', search: 'Needle' };
    const first = await readTitles(warehouse.reader, { filters, searchMs: 0 });
    expect(first.articles).toEqual([]);
    const after = first.next;
    const second = await readTitles(warehouse.reader, { filters, ...(after && { after }) });
    expect(second.articles.map(({ key }) => key)).toEqual(['arwiki:1']);
    expect(second.next).toBeNull();
    await warehouse.execute(`delete from ods_wiki_new_table where wiki = 'arwiki'`);
  });

  it('shows a failed title as one without translation', async () => {
    const { articles } = await readTitles(warehouse.reader, { filters: { status: 'failed' } });
    expect(articles[0]).toMatchObject({ titleZh: null, status: 'failed' });
  });
});

describe('titlesCsv', () => {
  async function csv(filters: TitleFilters): Promise<string> {
    let text = '';
    for await (const part of titlesCsv(warehouse.reader, filters)) text += part;
    return text;
  }

  it('has a byte order mark, headings, and every filtered row', async () => {
    const text = await csv({ language: 'de', status: 'translated' });
    expect(text).toBe(
      '\uFEFFtime,language,language_name_zh,language_name_en,title,title_zh,status,contributor,url\r\n' +
        '2026-03-01 23:59:59,de,德语,German,Straße,街道,translated,Ada,https://de.wikipedia.org/wiki/1\r\n',
    );
  });

  it('disarms formulas and quotes what must be quoted', async () => {
    const text = await csv({ contributor: '=Eve' });
    expect(text).toContain(",'=Eve,");
    expect(await csv({ language: 'fr' })).toContain(`"${HOSTILE.replaceAll('"', '""')}"`);
  });

  it('has them all where they are many, and asks for a few at a time', async () => {
    await warehouse.execute(`
      insert into ods_wiki_new_table (wiki, id, opt_type, title, opt_time, language_code)
      select 'arwiki', i, 'new', 'hay', timestamp '2026-03-02 00:00:00' + i * interval '1 second', 'ar'
      from generate_series(1, 2500) i`);
    warehouse.queries.length = 0;
    expect((await csv({ language: 'ar' })).split('\r\n')).toHaveLength(1 + 2_500 + 1);
    expect(warehouse.queries).toHaveLength(3);
    await warehouse.execute(`delete from ods_wiki_new_table where wiki = 'arwiki'`);
  });
});
