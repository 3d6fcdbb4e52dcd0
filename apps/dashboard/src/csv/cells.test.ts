import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRecord } from './cells.js';

/** Reads one record of RFC 4180, written apart from the code under test. */
function parse(record: string): string[] {
  const cells: string[] = [];
  let at = 0;
  while (at <= record.length) {
    if (record[at] === '"') {
      let text = '';
      for (at += 1; record[at] !== '"' || record[at + 1] === '"'; at += 1) {
        text += record[at];
        if (record[at] === '"') at += 1;
      }
      cells.push(text);
      at += 2;
    } else {
      const end = record.slice(at).search(/,|$/);
      cells.push(record.slice(at, at + end));
      at += end + 1;
    }
  }
  return cells;
}

describe('csvRecord', () => {
  it('is read back as it was, but for disarmed formulas', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (values) => {
        const record = csvRecord(values);
        expect(record.endsWith('\r\n')).toBe(true);
        expect(
          parse(record.slice(0, -2)).map((cell) => cell.replace(/^'(?=[=+\-@\t\r＝＋－＠])/, '')),
        ).toEqual(values.map((value) => value.replace(/^'(?=[=+\-@\t\r＝＋－＠])/, '')));
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '＝1'])('disarms %j', (text) => {
    expect(parse(csvRecord([text]).slice(0, -2))).toEqual([`'${text}`]);
  });

  it('writes what is missing as nothing', () => {
    expect(csvRecord(['a', null, ''])).toBe('a,,\r\n');
  });
});
