import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { writeGguf } from './gguf.js';
import { normal, uniform } from './random.js';
import { tinyModel } from './tiny-model.js';
import { letterOf, vocabulary } from './vocabulary.js';

describe('writeGguf', () => {
  it('writes header, metadata and aligned tensors as the format says', () => {
    const file = writeGguf(
      { a: { uint32: 7 }, b: { strings: ['é'] }, c: { bool: true }, d: { int32s: [-1] } },
      [
        { name: 'one', shape: [3], data: Float32Array.of(1, 2, 3) },
        { name: 'two', shape: [1, 1], data: Float32Array.of(-4) },
      ],
    );
    expect(file.toString('latin1', 0, 4)).toBe('GGUF');
    expect(file.readUInt32LE(4)).toBe(3);
    expect(file.readBigUInt64LE(8)).toBe(2n);
    expect(file.readBigUInt64LE(16)).toBe(4n);
    // Key "a", type 4, value 7.
    expect(file.subarray(24, 41).toString('hex')).toBe(
      '0100000000000000' + '61' + '04000000' + '07000000',
    );
    expect(file.length % 32).toBe(0);
    const data = file.length - 64;
    expect([0, 4, 8, 32].map((at) => file.readFloatLE(data + at))).toEqual([1, 2, 3, -4]);
    // The second tensor's entry ends with its offset in the data.
    const entry = file.indexOf('two');
    expect(file.readBigUInt64LE(entry + 3 + 4 + 16 + 4)).toBe(32n);
  });
});

describe('random numbers', () => {
  it('are the same for the same seed, spread as they should be', () => {
    const draw = (seed: number) => Array.from({ length: 4 }, uniform(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    const sample = Array.from({ length: 20_000 }, normal(3));
    const mean = sample.reduce((a, b) => a + b, 0) / sample.length;
    const variance = sample.reduce((a, b) => a + (b - mean) ** 2, 0) / sample.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });
});

describe('vocabulary', () => {
  it('has a letter for every byte, all different, and as many types and leanings as tokens', () => {
    expect(new Set(Array.from({ length: 256 }, (_, byte) => letterOf(byte))).size).toBe(256);
    // As in the vocabulary of GPT-2.
    expect([0x20, 0x0a, 0x41, 0x7f, 0xa0, 0xad].map(letterOf)).toEqual([
      'Ġ',
      'Ċ',
      'A',
      'ġ',
      'ł',
      'Ń',
    ]);
    const { tokens, types, leanings, endOfTurn } = vocabulary();
    expect(new Set(tokens).size).toBe(tokens.length);
    expect([types.length, leanings.length]).toEqual([tokens.length, tokens.length]);
    expect(tokens[endOfTurn]).toBe('<|im_end|>');
  });
});

describe('tinyModel', () => {
  const digest = (file: Buffer) => createHash('sha256').update(file).digest('hex');

  it('is small, and the same for the same seed', () => {
    const model = tinyModel({ architecture: 'qwen3' });
    expect(model.length).toBeLessThan(1_000_000);
    expect(digest(model)).toBe(digest(tinyModel({ architecture: 'qwen3', seed: 1 })));
    expect(digest(model)).not.toBe(digest(tinyModel({ architecture: 'qwen3', seed: 2 })));
    expect(digest(model)).not.toBe(digest(tinyModel({ architecture: 'llama' })));
    expect(digest(model)).not.toBe(digest(tinyModel({ architecture: 'qwen3', endless: true })));
  });
});
