import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteIdentifier } from '../../sql/quote.js';
import { replacementName } from './replacement-name.js';

const FINGERPRINT = '0123456789abcdef';

describe('replacementName', () => {
  it('is an identifier nobody has, whatever the name it is for', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => Buffer.byteLength(text) <= 63 && !/["\0]/.test(text));
    fc.assert(
      fc.property(name, (original) => {
        const taken = new Set<string>();
        for (let i = 0; i < 12; i++) {
          const replacement = replacementName(original, FINGERPRINT, (one) => taken.has(one));
          expect(taken.has(replacement)).toBe(false);
          expect(() => quoteIdentifier(replacement)).not.toThrow();
          taken.add(replacement);
        }
      }),
    );
  });

  it('cuts a long name between characters', () => {
    const name = replacementName('维'.repeat(21), FINGERPRINT, () => false);
    expect(name).toBe(`${'维'.repeat(14)}__${FINGERPRINT}`);
  });
});
