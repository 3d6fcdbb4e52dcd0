import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../errors.js';
import { decodeCursor, encodeCursor } from './cursor.js';

const position = fc.record({
  time: fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 19).replace('T', ' ')),
  wiki: fc.stringMatching(/^[a-z_]{1,64}$/),
  id: fc.maxSafeInteger(),
});

describe('cursor', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(position, (place) => {
        expect(decodeCursor(encodeCursor(place))).toEqual(place);
      }),
    );
  });

  it('refuses whatever it did not write', () => {
    const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const text of [
      '',
      'x',
      json(null),
      json(['2026-03-02 10:00:00', 'dewiki']),
      json(['2026-03-02 10:00:00', 'dewiki', '1']),
      json(['2026-02-30 10:00:00', 'dewiki', 1]),
      json(['2026-03-02 25:00:00', 'dewiki', 1]),
      json(['0000-03-02 10:00:00', 'dewiki', 1]),
      json(['2026-03-02 10:00:00', "de' or 1=1", 1]),
      json(['2026-03-02 10:00:00', 'dewiki', 1.5]),
      `${encodeCursor({ time: '2026-03-02 10:00:00', wiki: 'dewiki', id: 1 })}=`,
      'A'.repeat(10_000),
    ]) {
      expect(() => decodeCursor(text), text.slice(0, 40)).toThrow(ParameterError);
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor(text)).toThrow(ParameterError);
      }),
    );
  });
});
