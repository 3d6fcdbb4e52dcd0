import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DashboardError, ParameterError } from '../errors.js';
import { encodeCursor } from '../queries/cursor.js';
import { statisticsFilters, titlesRequest } from './parameters.js';

const query = (text: string) => new URLSearchParams(text);

describe('parameters', () => {
  it('reads filters; empty ones and unknown ones count as none', () => {
    expect(statisticsFilters(query('from=2026-03-01&to=&language=zh-yue&lang=zh'))).toEqual({
      from: '2026-03-01',
      language: 'zh-yue',
    });
    const place = { time: '2026-03-02 10:00:00', wiki: 'dewiki', id: 7 };
    expect(
      titlesRequest(query(`search=%20a%25b%20&status=failed&cursor=${encodeCursor(place)}`)),
    ).toEqual({ filters: { search: 'a%b', status: 'failed' }, after: place });
  });

  it('has one name for one view, whatever the order of its parameters', () => {
    const one = JSON.stringify(statisticsFilters(query('from=2026-03-01&language=de')));
    expect(JSON.stringify(statisticsFilters(query('language=de&from=2026-03-01')))).toBe(one);
  });

  it.each([
    ['from=yesterday', 'from', 'must be a date'],
    ['from=2026-02-30', 'from', 'is no date'],
    ['from=2026-03-02&to=2026-03-01', 'to', 'must not be before "from"'],
    ["language=de' or 1=1", 'language', 'must be the code of a Wikipedia language'],
    ['status=odd', 'status', 'must be translated, passthrough, failed or pending'],
    [`search=${'a'.repeat(201)}`, 'search', 'must have 1 to 200 characters'],
    ['search=a%00b', 'search', 'must have 1 to 200 characters'],
    ['from=0000-01-01', 'from', 'is no date'],
    ['cursor=nonsense', 'cursor', 'must be the "next" of an earlier page'],
  ])('refuses %s, and names the parameter', (text, parameter, reason) => {
    let caught: unknown;
    try {
      titlesRequest(query(text));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ParameterError);
    expect((caught as ParameterError).parameter).toBe(parameter);
    expect((caught as ParameterError).message).toContain(reason);
  });

  it('answers anything with filters or an error of its own', () => {
    const name = fc.constantFrom('from', 'to', 'language', 'search', 'status', 'cursor', 'other');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string())), (pairs) => {
        try {
          titlesRequest(new URLSearchParams(pairs));
        } catch (error) {
          expect(error).toBeInstanceOf(DashboardError);
        }
      }),
    );
  });
});
