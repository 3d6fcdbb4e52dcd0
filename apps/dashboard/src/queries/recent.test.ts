import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startWarehouse, type StoredArticle, type Warehouse } from '../testing/warehouse.js';
import { readRecent, type Moment } from './recent.js';

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(() => warehouse.close());

/** As many as are shown as the latest. */
const latest = Array.from({ length: 50 }, (_, n): StoredArticle => ({
  id: 100 + n,
  time: `2026-03-02 09:00:${String(n).padStart(2, '0')}`,
}));

beforeEach(async () => {
  await warehouse.execute('truncate ods_wiki_new_table, ods_wiki_new_translator_table');
  await warehouse.store(latest);
  warehouse.queries.length = 0;
});

/** Seconds after half past ten. */
const after = (seconds: number): Moment => ({
  at: new Date(Date.UTC(2026, 2, 2, 2, 30, seconds)),
  civil: `2026-03-02 10:3${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`,
});

it('is one reading of the database', async () => {
  const first = await readRecent(warehouse.reader, {}, after(0));
  await readRecent(warehouse.reader, {}, after(1), first);
  expect(warehouse.queries.map(({ name }) => name)).toEqual(['recent', 'recent']);
});

it('takes counts over while nothing came, for ten seconds and within the minute', async () => {
  const first = await readRecent(warehouse.reader, {}, after(0));
  expect((await readRecent(warehouse.reader, {}, after(9), first)).hours).toBe(first.hours);
  expect((await readRecent(warehouse.reader, {}, after(10), first)).hours).not.toBe(first.hours);
  const before = await readRecent(warehouse.reader, {}, after(59));
  const next = await readRecent(warehouse.reader, {}, after(60), before);
  expect(next.minutes).not.toBe(before.minutes);
});

it('counts anew at once when an article comes, also one older than the newest', async () => {
  const first = await readRecent(warehouse.reader, {}, after(0));
  await warehouse.store([{ wiki: 'frwiki', id: 1, time: '2026-03-02 09:00:30' }]);
  const second = await readRecent(warehouse.reader, {}, after(1), first);
  expect(second.hours.get('2026-03-02 09:00')).toBe(51);
});

it('shows a translation at once, whenever it comes', async () => {
  const first = await readRecent(warehouse.reader, {}, after(0));
  await warehouse.execute(`
    insert into ods_wiki_new_translator_table (wiki, id, title_zh, translated_at, translation_status)
    values ('dewiki', 120, '题', '2026-03-02 10:30:00', 'translated')`);
  const second = await readRecent(warehouse.reader, {}, after(1), first);
  expect(second.latest.find(({ key }) => key === 'dewiki:120')?.titleZh).toBe('题');
  expect(second.hours).toBe(first.hours);
});

it('counts an article too late to be among the latest within ten seconds', async () => {
  const first = await readRecent(warehouse.reader, {}, after(0));
  await warehouse.store([{ id: 1, time: '2026-03-02 07:00:00' }]);
  const second = await readRecent(warehouse.reader, {}, after(1), first);
  expect(second.hours.get('2026-03-02 07:00')).toBeUndefined();
  const third = await readRecent(warehouse.reader, {}, after(10), second);
  expect(third.hours.get('2026-03-02 07:00')).toBe(1);
});
