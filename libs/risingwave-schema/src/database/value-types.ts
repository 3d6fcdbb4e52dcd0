import pg from 'pg';
import type { CustomTypesConfig } from 'pg';
import { UnsafeIntegerError } from '../errors.js';

/** One that `pg` has a parser for and no name. */
const POINT = 600;

const asText = (text: string) => text;

/**
 * How values of the wire protocol become JavaScript values, the same for both databases and for
 * every host: civil times stay texts (node-postgres would move them into the host's zone), 8-byte
 * integers become numbers or an error, never a rounded number.
 */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<
  number,
  (text: string) => unknown
>([
  [pg.types.builtins.INT8, parseInt8],
  [pg.types.builtins.DATE, asText],
  [pg.types.builtins.TIMESTAMP, asText],
  [pg.types.builtins.TIME, asText],
  [pg.types.builtins.NUMERIC, asText],
  // node-postgres makes objects of these, of classes of its own.
  [pg.types.builtins.INTERVAL, asText],
  [POINT, asText],
  [pg.types.builtins.CIRCLE, asText],
]);

/** Type parsers of this library for a `pg` client, pool or query. */
export const valueTypes: CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    const parser = format === 'binary' ? undefined : PARSERS.get(oid);
    return (parser ?? pg.types.getTypeParser(oid, format)) as (value: string | Buffer) => unknown;
  },
};

/** @throws {UnsafeIntegerError} beyond ±2^53. */
export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new UnsafeIntegerError(text);
  return value;
}
