import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filtersOf, queryOf, sameFilters, sharedFiltersOf } from './address.js';

describe('filters in the address', () => {
  it('are read, trimmed, and left out where they mean nothing', () => {
    expect(
      filtersOf(
        '?search=%20Ada%20&language=zh-yue&status=failed&from=2026-02-01&to=2026-02-28&x=1',
      ),
    ).toEqual({
      search: 'Ada',
      language: 'zh-yue',
      status: 'failed',
      from: '2026-02-01',
      to: '2026-02-28',
    });
    expect(filtersOf('?search=%20&status=gone&from=2026-2-1&to=2026-13-01')).toEqual({});
    expect(filtersOf(`?contributor=${'x'.repeat(201)}`)).toEqual({});
  });

  it('of the statistics are fewer', () => {
    expect(sharedFiltersOf('?language=de&search=x&status=failed&from=2026-01-01')).toEqual({
      language: 'de',
      from: '2026-01-01',
    });
  });

  it('come back as they were written, in one order', () => {
    const text = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).map((s) => s.trim());
    const filters = fc.record(
      {
        search: text,
        contributor: text,
        language: fc.constantFrom('de', 'zh-min-nan'),
        status: fc.constantFrom('pending' as const, 'translated' as const),
        from: fc.constantFrom('2026-01-01', '2024-02-29'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(filters, (chosen) => {
        const set = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== ''));
        expect(filtersOf(`?${queryOf(chosen)}`)).toEqual(set);
        const turned = Object.fromEntries(Object.entries(chosen).reverse());
        expect(sameFilters(chosen, turned)).toBe(true);
      }),
    );
  });
});
