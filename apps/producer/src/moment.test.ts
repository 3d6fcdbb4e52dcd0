import { describe, expect, it } from 'vitest';
import { isMoment, parseMoment } from './moment.js';

describe('parseMoment', () => {
  const now = Date.parse('2026-05-08T12:00:00Z');
  it.each([
    ['90s', '2026-05-08T11:58:30.000Z'],
    ['30m', '2026-05-08T11:30:00.000Z'],
    ['2h', '2026-05-08T10:00:00.000Z'],
    ['7d', '2026-05-01T12:00:00.000Z'],
    ['1w', '2026-05-01T12:00:00.000Z'],
    ['2026-05-01T00:00:00Z', '2026-05-01T00:00:00.000Z'],
    ['2026-05-01', '2026-05-01T00:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(new Date(parseMoment(text, now) ?? NaN).toISOString()).toBe(expected);
  });
  it.each(['', 'soon', '7', '-2h', '2y', '2026-13-01'])('refuses %j', (text) => {
    expect(isMoment(text)).toBe(false);
  });
});
