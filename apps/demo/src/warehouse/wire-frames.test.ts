import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transactionStatus, WireFrameReader } from './wire-frames.js';

function startup(): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.writeInt32BE(9, 0);
  bytes.writeInt32BE(196_608, 4);
  return bytes;
}

function message(type: string, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(payload.length + 4, 1);
  return Buffer.concat([head, payload]);
}

describe('WireFrameReader', () => {
  it('gives the same messages however the bytes are cut', () => {
    const messages = fc.array(
      fc.tuple(fc.constantFrom('Q', 'P', 'B', 'D', 'E', 'S'), fc.uint8Array({ maxLength: 40 })),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(
        messages,
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (sent, cuts) => {
          const stream = Buffer.concat([
            startup(),
            ...sent.map(([type, payload]) => message(type, payload)),
          ]);
          const reader = new WireFrameReader();
          const got: string[] = [];
          for (let at = 0, n = 0; at < stream.length; n++) {
            const size = cuts[n % cuts.length] ?? 1;
            for (const frame of reader.push(stream.subarray(at, at + size))) {
              got.push(
                frame.kind === 'message'
                  ? `${frame.type}${Buffer.from(frame.bytes).toString('hex')}`
                  : frame.kind,
              );
            }
            at += size;
          }
          expect(got).toEqual([
            'startup',
            ...sent.map(([type, payload]) => `${type}${message(type, payload).toString('hex')}`),
          ]);
        },
      ),
    );
  });

  it('refuses what is not the protocol', () => {
    expect(() => new WireFrameReader().push(Buffer.from('GET / HTTP/1.1\r\n'))).toThrow(RangeError);
    expect(() => new WireFrameReader().push(Buffer.from([0, 0, 0, 8, 0, 2, 0, 0]))).toThrow(
      RangeError,
    );
  });
});

describe('transactionStatus', () => {
  it('reads the status of a ReadyForQuery at the end, and nothing else', () => {
    const ready = (status: string) => message('Z', Buffer.from(status));
    expect(transactionStatus(Buffer.concat([Buffer.from('…'), ready('T')]))).toBe('T');
    expect(transactionStatus(ready('I'))).toBe('I');
    expect(transactionStatus(Buffer.from('1234'))).toBeUndefined();
    expect(transactionStatus(Buffer.alloc(0))).toBeUndefined();
  });
});
