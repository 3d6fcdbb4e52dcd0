import { CodecError, type Codec } from '@wikistream/kafka-io';
import type { Cell, ColumnType, Table } from './table.js';

const CIVIL_TIME = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)$/;

/** What PostgreSQL would refuse in a column of each type, in words; undefined when it takes it. */
const FAULTS: Record<ColumnType, (value: Cell) => string | undefined> = {
  text: (value) =>
    String(value).includes('\0') ? 'holds a NUL character, which a text column cannot' : undefined,
  bigint: (value) => (Number.isSafeInteger(value) ? undefined : 'is not a whole number'),
  boolean: (value) => (typeof value === 'boolean' ? undefined : 'is neither true nor false'),
  timestamp: (value) => (isCivilTime(String(value)) ? undefined : 'is no date and time'),
  timestamptz: (value) =>
    Number.isNaN(Date.parse(String(value))) ? 'is no date and time with a zone' : undefined,
};

/**
 * The codec of a topic, narrowed to what its table can hold. One row PostgreSQL refuses fails its
 * whole batch, again and again; found here, it is a dead letter like any other invalid record.
 */
export function storable<Message>(codec: Codec<Message>, table: Table<Message>): Codec<Message> {
  const columns = Object.entries(table.columns);
  return {
    encode: (message) => codec.encode(message),
    decode(bytes) {
      const message = codec.decode(bytes);
      for (const [name, { type, value }] of columns) {
        const cell = value(message);
        const fault = cell === null ? undefined : FAULTS[type](cell);
        if (fault) throw new CodecError(`${name} ${fault}`);
      }
      return message;
    },
  };
}

function isCivilTime(text: string): boolean {
  const [, date, time] = CIVIL_TIME.exec(text) ?? [];
  if (!date || !time) return false;
  const parsed = new Date(`${date}T${time}Z`);
  // 31 February is moved to March by Date, and refused by PostgreSQL.
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}
