import { IdentifierError, LiteralError } from '../errors.js';

/** PostgreSQL cuts longer identifiers silently, so two names could become one. */
export const MAX_IDENTIFIER_BYTES = 63;

/**
 * Quotes an identifier for SQL text.
 *
 * @throws {IdentifierError} when the name is empty, too long, or contains a NUL or a double quote:
 *   RisingWave ends a name at the first one, doubled or not, and reads the rest as SQL (its tokenizer.rs).
 */
export function quoteIdentifier(name: string): string {
  if (name === '') throw new IdentifierError(name, 'it is empty');
  if (name.includes('\0')) throw new IdentifierError(name, 'it contains a NUL character');
  if (name.includes('"')) {
    throw new IdentifierError(name, 'it contains a double quote, which RisingWave cannot read');
  }
  if (Buffer.byteLength(name) > MAX_IDENTIFIER_BYTES) {
    throw new IdentifierError(name, `it is longer than ${MAX_IDENTIFIER_BYTES} bytes`);
  }
  return `"${name}"`;
}

/** The beginning of a name that fits in so many bytes, cut between characters. */
export function clipName(name: string, bytes: number): string {
  let kept = '';
  for (const character of name) {
    if (Buffer.byteLength(kept + character) > bytes) break;
    kept += character;
  }
  return kept;
}

/**
 * Quotes a text for SQL. Backslashes are plain characters in both databases
 * (`standard_conforming_strings`), so doubling the quote is enough.
 *
 * @throws {LiteralError} for a NUL or a lone surrogate, which no server can store.
 */
export function quoteText(text: string): string {
  if (text.includes('\0')) throw new LiteralError('A text with a NUL character cannot be stored.');
  if (/\p{Surrogate}/u.test(text)) {
    throw new LiteralError('A text with half a surrogate pair is not valid UTF-8.');
  }
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * The literal form of a value in SQL text.
 *
 * @throws {LiteralError} for values without one.
 */
export function quoteValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoteText(value);
    case 'number':
      if (!Number.isFinite(value)) throw new LiteralError(`${value} has no literal form in SQL.`);
      return String(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      if (value === null) return 'null';
      if (value instanceof Date) {
        if (Number.isNaN(value.getTime()))
          throw new LiteralError('An invalid Date has no literal form.');
        return `cast(${quoteText(value.toISOString())} as timestamptz)`;
      }
      throw new LiteralError(`A value of type ${typeof value} has no literal form in SQL.`);
  }
}
