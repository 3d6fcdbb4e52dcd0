import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isMoment, parseMoment } from './moment.js';

describe('parseMoment', () => {
  const now = Date.parse('2026-05-08T12:00:00Z');
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['90s', '2026-05-08T11:58:30.000Z'],
    ['30m', '2026-05-08T11:30:00.000Z'],
    ['2h', '2026-05-08T10:00:00.000Z'],
    ['7d', '2026-05-01T12:00:00.000Z'],
    ['1w', '2026-05-01T12:00:00.000Z'],
    ['2026-05-01T00:00:00Z', '2026-05-01T00:00:00.000Z'],
    [' 2026-05-01 ', '2026-05-01T00:00:00.000Z'],
    ['2026-05-01T12:30:00', '2026-05-01T12:30:00.000Z'],
    ['2026-05-01 12:30:00', '2026-05-01T12:30:00.000Z'],
    ['2026-05-01t12:30:00.25z', '2026-05-01T12:30:00.250Z'],
    ['2026-05-01T12:30:00+08:00', '2026-05-01T04:30:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('reads %s, in whatever zone the host is', (text, expected) => {
    for (const zone of ['UTC', 'America/St_Johns', 'Asia/Shanghai']) {
      vi.stubEnv('TZ', zone);
      expect(new Date(parseMoment(text, now) ?? NaN).toISOString(), zone).toBe(expected);
    }
  });

  it.each([
    '',
    'soon',
    '7',
    '-2h',
    '2y',
    '2026-13-01',
    '2026-02-31',
    '2026-02-29',
    '2026-05-01 (foo)',
    '2026-05-01T24:00:00Z',
    '2026-05-01T12:00:60Z',
    '2026-05-01T12:00',
    '2026-05-01T12:00:00+24:00',
    '+012026-05-01',
    '99999999999d',
    `${'9'.repeat(40)}w`,
  ])('refuses %j', (text) => {
    expect(isMoment(text)).toBe(false);
  });

  it('takes nothing that cannot be written down again', () => {
    const parts = fc.array(fc.constantFrom(...'0123456789-:TZ+. smhdw'), { maxLength: 30 });
    fc.assert(
      fc.property(
        fc.oneof(
          parts.map((characters) => characters.join('')),
          fc.stringMatching(/^\d{1,20}[smhdw]$/),
        ),
        (text) => {
          const at = parseMoment(text, now);
          if (at !== undefined) expect(new Date(at).toISOString()).toMatch(/^\d{4}-/);
        },
      ),
    );
  });
});
