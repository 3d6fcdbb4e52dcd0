import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteHeaders, textHeaders, type RawRecord } from '../consumer/raw-record.js';
import { inheritedHeaders, inTrace } from './record-trace.js';
import { traceContextOf, traceHeaders } from './trace-context.js';
import { childOf, formatTraceparent, newTrace, parseTraceparent } from './traceparent.js';
import { formatTracestate, parseTracestate } from './tracestate.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const PARENT = `00-${TRACE}-${SPAN}-01`;

const hex = (digits: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: digits, maxLength: digits })
    .map((characters) => characters.join(''));
const id = (digits: number) => hex(digits).filter((text) => !/^0+$/.test(text));
const parents = fc.record({ traceId: id(32), parentId: id(16), sampled: fc.boolean() });

const keyCharacters = [...'abcxyz0189_-*/'];
const key = fc
  .tuple(fc.constantFrom(...'abz'), fc.array(fc.constantFrom(...keyCharacters), { maxLength: 255 }))
  .map(([first, rest]) => first + rest.join(''));
const printable = fc
  .integer({ min: 0x20, max: 0x7e })
  .map((code) => String.fromCharCode(code))
  .filter((character) => !',='.includes(character));
const value = fc
  .tuple(
    fc.array(printable, { maxLength: 255 }),
    printable.filter((character) => character !== ' '),
  )
  .map(([rest, last]) => rest.join('') + last);
const entries = fc.uniqueArray(fc.tuple(key, value), {
  maxLength: 32,
  selector: ([name]) => name,
});

describe('traceparent', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(parents, (parent) => {
        expect(parseTraceparent(formatTraceparent(parent))).toEqual(parent);
      }),
    );
  });

  it('is refused when any character of it is another', () => {
    const digits = /^[0-9a-f]$/;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: PARENT.length - 1 }),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        (at, other) => {
          const wasDigit = digits.test(PARENT[at] ?? '');
          fc.pre(wasDigit ? !digits.test(other) : other !== '-');
          expect(parseTraceparent(PARENT.slice(0, at) + other + PARENT.slice(at + 1))).toBe(
            undefined,
          );
        },
      ),
    );
  });

  it.each([
    ['', 'nothing'],
    [` ${PARENT}`, 'a blank'],
    [`${PARENT}\n`, 'a line end'],
    [PARENT.toUpperCase(), 'upper case'],
    [`00-${TRACE}-${SPAN}`, 'no flags'],
    [`00-${TRACE}-${SPAN}-1`, 'half the flags'],
    [`${PARENT}-more`, 'a fifth field in version 00'],
    [`${PARENT}-`, 'an empty fifth field in version 00'],
    [`ff-${TRACE}-${SPAN}-01`, 'the forbidden version'],
    [`cc-${TRACE}-${SPAN}-01more`, 'a later version that goes on without a hyphen'],
    [`00-${'0'.repeat(32)}-${SPAN}-01`, 'no trace'],
    [`00-${TRACE}-${'0'.repeat(16)}-01`, 'no parent'],
  ])('ignores %j: %s', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  it('reads later versions by what they share with this one', () => {
    const parent = { traceId: TRACE, parentId: SPAN, sampled: true };
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01`)).toEqual(parent);
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-0b-what-the-future`)).toEqual(parent);
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-02`)).toEqual({ ...parent, sampled: false });
  });

  it('begins traces and goes on with them', () => {
    const begun = newTrace();
    expect(parseTraceparent(formatTraceparent(begun))).toEqual(begun);
    expect(newTrace().traceId).not.toBe(begun.traceId);
    const child = childOf({ ...begun, state: [['a', '1']] as const });
    expect(child).toEqual({ ...begun, parentId: child.parentId, state: [['a', '1']] });
    expect(child.parentId).not.toBe(begun.parentId);
  });
});

describe('tracestate', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(entries, (written) => {
        expect(parseTracestate(formatTracestate(written))).toEqual(written);
      }),
    );
  });

  it('reads lists with blanks, gaps and tenants', () => {
    expect(parseTracestate(' a=1 ,\t,0t@b= x y,')).toEqual([
      ['a', '1'],
      ['0t@b', ' x y'],
    ]);
    expect(parseTracestate('')).toEqual([]);
  });

  it.each([
    ['a', 'no value'],
    ['a=', 'an empty value'],
    ['=1', 'no key'],
    ['A=1', 'a key in upper case'],
    ['1a=1', 'a key that begins with a digit'],
    ['a@1b=1', 'a system that begins with a digit'],
    [`${'a'.repeat(257)}=1`, 'a key too long'],
    [`a=${'1'.repeat(257)}`, 'a value too long'],
    ['a=1=2', 'an equals sign in a value'],
    ['a=é', 'a value beyond ASCII'],
    ['a=1,a=2', 'a key twice'],
    [Array.from({ length: 33 }, (_, n) => `k${n}=1`).join(), 'more than 32 entries'],
  ])('ignores %j: %s', (text) => {
    expect(parseTracestate(text)).toBeUndefined();
  });
});

describe('headers', () => {
  it('tell of a trace and of what vendors added', () => {
    const context = { traceId: TRACE, parentId: SPAN, sampled: true, state: [['a', '1']] as const };
    expect(traceHeaders(context)).toEqual({ traceparent: PARENT, tracestate: 'a=1' });
    expect(traceContextOf(traceHeaders(context))).toEqual(context);
  });

  it('keep their trace when only its state is unreadable, and no state without a trace', () => {
    const parent = { traceId: TRACE, parentId: SPAN, sampled: true };
    expect(traceContextOf({ traceparent: PARENT, tracestate: 'A' })).toEqual(parent);
    expect(traceContextOf({ traceparent: 'x', tracestate: 'a=1' })).toBeUndefined();
    expect(traceContextOf({})).toBeUndefined();
  });
});

describe('what a message inherits from a record', () => {
  const headers = (...list: [string, string][]): RawRecord['rawHeaders'] =>
    list.map(([name, text]) => [name, Buffer.from(text)] as const);
  const record = (rawHeaders: RawRecord['rawHeaders']): RawRecord => ({
    ...{ topic: 't', partition: 0, offset: 0, timestamp: 0, key: null, value: null },
    rawHeaders,
  });
  const inherited = (...list: [string, string][]) =>
    Object.entries(inheritedHeaders(headers(...list))).map(([name, bytes]) => [
      name,
      bytes.toString(),
    ]);

  it('is every header, and a readable trace', () => {
    expect(inherited(['x', '1'], ['traceparent', PARENT], ['tracestate', 'a=1'])).toEqual([
      ['x', '1'],
      ['traceparent', PARENT],
      ['tracestate', 'a=1'],
    ]);
    expect(
      inherited(['traceparent', PARENT], ['tracestate', 'a=1'], ['tracestate', 'b=2']),
    ).toEqual([
      ['traceparent', PARENT],
      ['tracestate', 'a=1,b=2'],
    ]);
  });

  it.each([
    ['an unreadable one', [['traceparent', 'rubbish']]],
    [
      'two of them',
      [
        ['traceparent', PARENT],
        ['traceparent', PARENT],
      ],
    ],
    ['none, but a state', []],
  ] as [string, [string, string][]][])('is no trace when there is %s', (_, trace) => {
    expect(inherited(['x', '1'], ...trace, ['tracestate', 'a=1'])).toEqual([['x', '1']]);
  });

  it('is a new trace where one is asked for and there is none', () => {
    const begun = inTrace(record(headers(['x', '1'], ['traceparent', 'rubbish'])));
    expect(byteHeaders(begun.rawHeaders)).toMatchObject({ x: Buffer.from('1') });
    expect(traceContextOf(textHeaders(begun.rawHeaders))).toMatchObject({ sampled: true });
    const going = record(headers(['traceparent', PARENT]));
    expect(inTrace(going)).toBe(going);
  });
});
