import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { FrameSplitter } from './frame-splitter.js';
import { readOrdinaryFrame, type FrameParts } from './ordinary-frame.js';
import { parseFrame, type ParsedFrame } from './parse-frame.js';

const newParts = (): FrameParts => ({ dataStart: 0, dataEnd: 0, idStart: 0, idEnd: 0 });

/** Frames of a stream that arrives in these chunks, as text. */
function split(chunks: readonly Buffer[], limit = 1_000_000) {
  const frames: string[] = [];
  const oversized: { beginning: string; length: number }[] = [];
  const splitter = new FrameSplitter(
    {
      frame: (bytes, start, end) => frames.push(bytes.toString('utf8', start, end)),
      oversized: (beginning, length) => oversized.push({ beginning: beginning.toString(), length }),
    },
    limit,
  );
  let held = 0;
  for (const chunk of chunks) {
    splitter.push(chunk);
    held = Math.max(held, splitter.held);
  }
  return { frames, oversized, held };
}

/** Cuts bytes at the given places, which may repeat and lie outside. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [
    0,
    ...places.map((p) => p % (bytes.length + 1)).sort((a, b) => a - b),
    bytes.length,
  ];
  return cuts.slice(1).map((to, i) => bytes.subarray(cuts[i], to));
}

const text = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .map((s) => s.replace(/[\r\n\ufeff]/g, '·'));
const line = fc.oneof(
  text.map((s) => `data: ${s}`),
  text.map((s) => `data:${s}`),
  text.map((s) => `id: ${s.replaceAll('\0', '')}`),
  text.map((s) => `:${s}`),
  fc.constantFrom('event: message', 'event: error', 'retry: 10', 'data', 'unknown: x'),
);
const frame = fc.array(line, { minLength: 1, maxLength: 5 });
const places = fc.array(fc.nat(), { maxLength: 20 });

describe('FrameSplitter', () => {
  it('finds the same frames wherever the chunks end and however lines end', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 8 }),
        fc.constantFrom('\n', '\r', '\r\n'),
        fc.boolean(),
        places,
        (frames, eol, bom, cuts) => {
          const stream = frames.map((lines) => lines.join(eol) + eol + eol).join('');
          const bytes = Buffer.from((bom ? '\ufeff' : '') + stream);
          expect(split(cutAt(bytes, cuts)).frames).toEqual(frames.map((lines) => lines.join(eol)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('copes with line ends of all kinds mixed, and with surplus blank lines', () => {
    const eol = fc.constantFrom('\n', '\r', '\r\n');
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            text.map((s) => `data: ${s}`),
            eol,
            fc.array(eol, { minLength: 1, maxLength: 3 }),
          ),
        ),
        places,
        (frames, cuts) => {
          // CR before LF would be one line end, so no frame may be torn there by accident.
          const stream = frames.map(([data, end, blank]) => {
            const blanks = blank.join('');
            return data + end + (end === '\r' && blanks.startsWith('\n') ? '\r' : '') + blanks;
          });
          const terminated = stream.map((s, i) => (i === stream.length - 1 ? `${s}\n\n` : s));
          const { frames: found } = split(cutAt(Buffer.from(terminated.join('')), cuts));
          expect(found.map((f) => f.split(/\r\n|\r|\n/)).flat()).toEqual(
            frames.map(([data]) => data),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('copies no byte of a frame again for every chunk it comes in, whatever ends its lines', () => {
    const size = 400_000;
    for (const eol of ['\n', '\r', '\r\n']) {
      const bytes = Buffer.from(`:ok${eol}${eol}data: ${'x'.repeat(size)}${eol}${eol}`);
      const cuts = Array.from({ length: size / 100 }, (_, i) => i * 100);
      const concat = vi.spyOn(Buffer, 'concat');
      const { frames } = split(cutAt(bytes, cuts));
      const copied = concat.mock.results.reduce(
        (sum, { value }) => sum + (value as Buffer).length,
        0,
      );
      concat.mockRestore();
      expect(frames.map(({ length }) => length)).toEqual([3, size + 6]);
      expect(copied).toBeLessThan(2 * size);
    }
  });

  it('holds nothing behind a whole frame, whatever ends its lines and wherever the chunks end', () => {
    fc.assert(
      fc.property(fc.constantFrom('\n', '\r', '\r\n'), places, (eol, cuts) => {
        const splitter = new FrameSplitter(
          { frame: () => undefined, oversized: () => undefined },
          1_000,
        );
        const bytes = Buffer.from(`:ok${eol}${eol}data: a${eol}${eol}`);
        for (const chunk of cutAt(bytes, cuts)) splitter.push(chunk);
        expect(splitter.held).toBe(0);
      }),
    );
  });

  it('does not take an unfinished frame for a whole one', () => {
    expect(split([Buffer.from('data: a\n\ndata: b\n')]).frames).toEqual(['data: a']);
  });

  it('skips a frame above the bound, holds little of it, and finds the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60_000, max: 200_000 }), places, (size, cuts) => {
        const bytes = Buffer.from(`data: a\n\ndata: ${'x'.repeat(size)}\n\ndata: b\n\n`);
        const { frames, oversized, held } = split(cutAt(bytes, cuts), 50_000);
        expect(frames).toEqual(['data: a', 'data: b']);
        expect(oversized).toHaveLength(1);
        expect(oversized[0]?.length).toBe(size + 6);
        expect(oversized[0]?.beginning.startsWith('data: xxx')).toBe(true);
        expect(held).toBeLessThan(50_000 + 16_384 + 1);
      }),
      { numRuns: 60 },
    );
  });

  it('bounds what it holds of an endless frame', () => {
    const chunk = Buffer.alloc(65_536, 'x');
    const { held } = split(
      Array.from({ length: 400 }, () => chunk),
      1_000_000,
    );
    expect(held).toBeLessThan(1_100_000);
  });
});

describe('readOrdinaryFrame', () => {
  const read = (frameText: string): { id: string; data: string } | undefined => {
    // Surrounded by other bytes, as it is in a chunk.
    const bytes = Buffer.from(`data: before\n\n${frameText}\n\ndata: after\n\n`);
    const start = 14;
    const parts = newParts();
    if (!readOrdinaryFrame(bytes, start, start + Buffer.byteLength(frameText), parts))
      return undefined;
    return {
      id: parts.idStart === -1 ? '' : bytes.toString('utf8', parts.idStart, parts.idEnd),
      data: bytes.toString('utf8', parts.dataStart, parts.dataEnd),
    };
  };

  it('agrees with the full parser on every frame it accepts', () => {
    let accepted = 0;
    fc.assert(
      fc.property(frame, (lines) => {
        const frameText = lines.join('\n');
        const fast = read(frameText);
        if (fast === undefined) return;
        accepted += 1;
        const full = parseFrame(Buffer.from(frameText), 0, Buffer.byteLength(frameText));
        expect({ id: full.id, data: full.data }).toEqual(fast);
        expect(['', 'message']).toContain(full.event);
        expect(full.retry).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it('accepts what EventStreams sends, in any order', () => {
    expect(read('event: message\nid: [1]\ndata: {"a":1}')).toEqual({ id: '[1]', data: '{"a":1}' });
    expect(read('data: {}\nid: [2]\nevent: message')).toEqual({ id: '[2]', data: '{}' });
    expect(read('data: {}')).toEqual({ id: '', data: '{}' });
  });

  it.each([
    'data: 1\ndata: 2',
    'event: error\ndata: x',
    ':ok',
    'data: 1\r',
    'retry: 5\ndata: 1',
    'id: 1',
  ])('leaves %j to the full parser', (frameText) => {
    if (frameText.endsWith('\r')) return expect(read(`${frameText}\nx`)).toBeUndefined();
    return expect(read(frameText)).toBeUndefined();
  });
});

describe('parseFrame', () => {
  const parse = (frameText: string): ParsedFrame =>
    parseFrame(Buffer.from(frameText), 0, Buffer.byteLength(frameText));

  it('joins data lines, whatever ends them', () => {
    expect(parse('data: a\r\ndata:b\rdata: c').data).toBe('a\nb\nc');
  });
  it('ignores comments and unknown fields', () => {
    expect(parse(':ok\nfoo: bar')).toEqual({ event: '', data: '', id: '', retry: undefined });
  });
  it('reads retry', () => {
    expect(parse('retry: 2500').retry).toBe(2500);
    expect(parse('retry: soon').retry).toBeUndefined();
  });
});
