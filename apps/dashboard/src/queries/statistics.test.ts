import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWarehouse, type Warehouse } from '../testing/warehouse.js';
import type { StatisticsFilters } from './filters.js';
import { readHistory } from './history.js';
import { readRecent } from './recent.js';
import { assembleStatistics } from './statistics.js';

const NOW = '2026-03-02 10:30:15';

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await startWarehouse();
  await warehouse.store([
    // Before the 48 hours, and at the edges of days and minutes.
    { id: 1, time: '2026-02-20 08:00:00', contributor: 'Bot1', bot: true },
    { id: 2, time: '2026-02-27 23:59:59', contributor: 'Bot1', bot: true },
    {
      id: 3,
      time: '2026-03-01 23:59:59',
      translation: { status: 'translated', title: '三', at: '2026-03-02 00:00:02' },
    },
    {
      id: 4,
      time: '2026-03-02 00:00:00',
      translation: { status: 'failed', title: null, at: '2026-03-02 00:00:05' },
    },
    { id: 5, time: '2026-03-02 10:29:00' },
    { id: 6, time: '2026-03-02 10:29:59' },
    { id: 7, time: '2026-03-02 10:30:00' },
    {
      wiki: 'frwiki',
      id: 7,
      language: 'fr',
      time: '2026-03-02 09:31:00',
      translation: { status: 'passthrough', title: '七', at: '2026-03-02 09:31:01' },
    },
    // An edition the dimension does not know yet.
    { wiki: 'xxwiki', id: 1, language: 'xx', time: '2026-03-01 12:00:00', contributor: 'Eve' },
  ]);
});
afterAll(() => warehouse.close());

async function statistics(filters: StatisticsFilters = {}) {
  const history = await readHistory(warehouse.reader, filters);
  const recent = await readRecent(warehouse.reader, filters, { at: new Date(0), civil: NOW });
  return assembleStatistics(history, recent, filters);
}

describe('statistics', () => {
  it('counts everything, today and the last whole minute', async () => {
    expect(await statistics()).toMatchObject({
      date: '2026-03-02',
      total: 9,
      today: 5,
      perMinute: 2,
    });
  });

  it('has every minute, hour and day of its stretches, those without articles as 0', async () => {
    const { minutes, hours, days } = await statistics();
    expect(minutes).toHaveLength(60);
    expect(minutes.at(0)).toEqual({ minute: '2026-03-02 09:31', count: 1 });
    expect(minutes.at(-2)).toEqual({ minute: '2026-03-02 10:29', count: 2 });
    expect(minutes.at(-1)).toEqual({ minute: '2026-03-02 10:30', count: 1 });
    expect(minutes.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    expect(hours).toHaveLength(48);
    expect(hours.at(-1)).toEqual({ hour: '2026-03-02 10:00', count: 3 });
    expect(hours.filter(({ count }) => count > 0).map(({ hour }) => hour)).toEqual([
      '2026-03-01 12:00',
      '2026-03-01 23:00',
      '2026-03-02 00:00',
      '2026-03-02 09:00',
      '2026-03-02 10:00',
    ]);
    expect(days).toHaveLength(90);
    expect(days.filter(({ count }) => count > 0)).toEqual([
      { date: '2026-02-20', count: 1 },
      { date: '2026-02-27', count: 1 },
      { date: '2026-03-01', count: 2 },
      { date: '2026-03-02', count: 5 },
    ]);
  });

  it('ranks editions, also one without a name, and tells the hours they are busy', async () => {
    const { languages, heatMap, otherLanguages } = await statistics();
    expect(languages).toEqual([
      { code: 'de', zh: '德语', en: 'German', count: 7 },
      { code: 'fr', zh: '法语', en: 'French', count: 1 },
      { code: 'xx', zh: null, en: null, count: 1 },
    ]);
    expect(otherLanguages).toBe(0);
    expect(heatMap.map(({ code }) => code)).toEqual(['de', 'fr', 'xx']);
    const [german] = heatMap;
    expect(german?.counts).toHaveLength(24);
    expect([german?.counts[0], german?.counts[8], german?.counts[10], german?.counts[23]]).toEqual([
      1, 1, 3, 2,
    ]);
  });

  it('tells bots from people', async () => {
    const { bots, contributors } = await statistics();
    expect(bots).toEqual({ bot: 2, person: 7 });
    expect(contributors).toEqual([
      { name: 'Ada', bot: false, count: 6 },
      { name: 'Bot1', bot: true, count: 2 },
      { name: 'Eve', bot: false, count: 1 },
    ]);
  });

  it('tells how far translation has come, and how long it takes', async () => {
    const { translation } = await statistics();
    expect(translation).toMatchObject({ translated: 1, passthrough: 1, failed: 1, pending: 6 });
    // 3 s, 5 s and 1 s.
    expect(translation.averageLatencySeconds).toBe(3);
    expect(translation.byLanguage[0]).toEqual({
      code: 'de',
      total: 7,
      done: 1,
      failed: 1,
      averageLatencySeconds: 4,
    });
  });

  it('is narrowed to a language', async () => {
    const { total, languages, contributors, latest, translation } = await statistics({
      language: 'fr',
    });
    expect(total).toBe(1);
    expect(languages.map(({ code }) => code)).toEqual(['fr']);
    expect(contributors).toEqual([{ name: 'Ada', bot: false, count: 1 }]);
    expect(latest.map(({ key }) => key)).toEqual(['frwiki:7']);
    expect(translation).toMatchObject({ passthrough: 1, pending: 0 });
  });

  it('is narrowed to days, both included', async () => {
    const { total, days, hours, minutes, today } = await statistics({
      from: '2026-02-27',
      to: '2026-03-01',
    });
    expect(total).toBe(3);
    expect(today).toBe(0);
    expect(days).toEqual([
      { date: '2026-02-27', count: 1 },
      { date: '2026-02-28', count: 0 },
      { date: '2026-03-01', count: 2 },
    ]);
    // The 48 hours end where the range ends.
    expect(hours.at(-1)).toEqual({ hour: '2026-03-01 23:00', count: 1 });
    expect(minutes.every(({ count }) => count === 0)).toBe(true);
  });

  it('has nothing but noughts where nothing matches', async () => {
    const { total, languages, translation, latest } = await statistics({ from: '2027-01-01' });
    expect({ total, languages, latest }).toEqual({ total: 0, languages: [], latest: [] });
    expect(translation.averageLatencySeconds).toBeNull();
  });
});
