import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sealFits, sealSecret } from './secret-seal.js';

const value = fc.string({ minLength: 1, maxLength: 40 });

describe('a seal', () => {
  it('fits the value it was made of and no other', () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        const seal = sealSecret(one);
        expect(sealFits(seal, one)).toBe(true);
        expect(sealFits(seal, other)).toBe(one === other);
      }),
      { numRuns: 20 },
    );
  });

  it('is another each time, and holds nothing of the value', () => {
    const seals = [sealSecret('correct horse'), sealSecret('correct horse')];
    expect(new Set(seals).size).toBe(2);
    expect(seals.join()).not.toContain('horse');
  });

  it.each(['', 'scrypt', 'scrypt:8192::', 'md5:8192:AAAA:AAAA', 'scrypt:1:AAAA:AAAA'])(
    'of an unknown form (%j) fits nothing',
    (seal) => {
      expect(sealFits(seal, '')).toBe(false);
    },
  );
});
