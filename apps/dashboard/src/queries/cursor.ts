import { ParameterError } from '../errors.js';
import { dateOf, isCivilDate } from '../time/civil.js';

/** A place in the list of articles: newest first, ties by wiki and id. */
export interface Position {
  /** Civil time as the database writes it, fractions included. */
  readonly time: string;
  readonly wiki: string;
  readonly id: number;
}

const TIME = /^\d{4}-\d\d-\d\d (?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,6})?$/;
const WIKI = /^[\p{L}\p{N}_-]{1,64}$/u;

/** The longest cursor {@link decodeCursor} looks at. */
export const MAX_CURSOR_LENGTH = 400;

/** A place as text for an address. */
export function encodeCursor({ time, wiki, id }: Position): string {
  return Buffer.from(JSON.stringify([time, wiki, id])).toString('base64url');
}

/** @throws {ParameterError} when the text was not made by {@link encodeCursor}. */
export function decodeCursor(text: string): Position {
  if (text.length <= MAX_CURSOR_LENGTH) {
    const position = positionOf(parse(Buffer.from(text, 'base64url').toString('utf8')));
    if (position && encodeCursor(position) === text) return position;
  }
  throw new ParameterError('cursor', 'must be the "next" of an earlier page');
}

function positionOf(value: unknown): Position | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const [time, wiki, id] = value as readonly unknown[];
  return typeof time === 'string' &&
    TIME.test(time) &&
    isCivilDate(dateOf(time)) &&
    typeof wiki === 'string' &&
    WIKI.test(wiki) &&
    typeof id === 'number' &&
    Number.isSafeInteger(id)
    ? { time, wiki, id }
    : undefined;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
