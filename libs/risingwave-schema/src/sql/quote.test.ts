import type { PGlite } from '@electric-sql/pglite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentifierError, LiteralError } from '../errors.js';
import { createPglite } from '../testing/pglite.js';
import { quoteIdentifier, quoteText, quoteValue } from './quote.js';

let pglite: PGlite;
beforeAll(async () => {
  pglite = await createPglite();
});
afterAll(() => pglite.close());

describe('quoting', () => {
  it('gives back every text a database can store', async () => {
    const texts = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { rows } = await pglite.query<{ value: string }>(
          `select ${quoteText(text)} as value`,
        );
        expect(rows[0]?.value).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('gives back every identifier', async () => {
    const names = fc
      .string({ minLength: 1, maxLength: 15, unit: 'grapheme' })
      .filter((name) => Buffer.byteLength(name) <= 63 && !/[\0"]/.test(name));
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const { fields } = await pglite.query(`select 1 as ${quoteIdentifier(name)}`);
        expect(fields[0]?.name).toBe(name);
      }),
      { numRuns: 200 },
    );
  });

  it.each([['a\0b'], ['\ud800'], [Number.NaN], [Infinity], [{}], [undefined], [new Date(NaN)]])(
    'refuses %j',
    (value) => {
      expect(() => quoteValue(value)).toThrow(LiteralError);
    },
  );

  it.each([[''], ['a\0'], ['a"b'], ['a""b'], ['字'.repeat(22)]])(
    'refuses the identifier %j',
    (name) => {
      expect(() => quoteIdentifier(name)).toThrow(IdentifierError);
    },
  );

  it('writes an instant with its zone', () => {
    expect(quoteValue(new Date(0))).toBe("cast('1970-01-01T00:00:00.000Z' as timestamptz)");
  });
});
