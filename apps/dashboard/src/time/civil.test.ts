import { describe, expect, it } from 'vitest';
import { civilClock, daysBetween, isCivilDate, later } from './civil.js';

describe('civil time', () => {
  it('is that of the zone', () => {
    const instant = new Date('2026-03-01T16:00:05Z');
    expect(civilClock('Asia/Shanghai')(instant)).toBe('2026-03-02 00:00:05');
    expect(civilClock('America/New_York')(instant)).toBe('2026-03-01 11:00:05');
  });

  it('is counted on over months and leap days', () => {
    expect(later('2024-02-28 23:30:00', 1, 'hour')).toBe('2024-02-29 00:30:00');
    expect(later('2026-03-01 00:00:00', -1, 'minute')).toBe('2026-02-28 23:59:00');
    expect(daysBetween('2024-02-28', '2024-03-01 23:00:00')).toBe(2);
  });

  it('has only dates of the calendar', () => {
    expect(isCivilDate('2024-02-29')).toBe(true);
    for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', '', 'x']) {
      expect(isCivilDate(text), text).toBe(false);
    }
  });
});
