/** A top-level field that must hold one of these values. */
export interface FieldHint {
  readonly field: string;
  readonly values: readonly (string | number | boolean)[];
}

/** Tells from the raw bytes of a JSON event that it cannot match. */
export type BytesTest = (bytes: Buffer, start: number, end: number) => boolean;

interface Needle {
  readonly key: Buffer;
  readonly values: readonly Buffer[];
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN = 0x7b;
const BACKSLASH = 0x5c;
const CLOSE = 0x7d;
const SCHEMA = Buffer.from('{"$schema":"');
const META = Buffer.from('","meta":{');
const ID = Buffer.from('},"id":');
const TYPE = Buffer.from('"type":');
const JSON_SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Compiles hints into a test on the bytes of one single-line JSON object: false means that it
 * cannot satisfy the hints, true that it has to be decoded to know.
 *
 * Text inside JSON strings has its quotes escaped, so `"type":"new"` in the bytes is a field and
 * never part of a title. A field of that name inside a nested object can at worst cause one decode
 * too many. JSON that is not written compactly, lacks the field or escapes the value is left to the
 * decoder. Only what no encoder writes is misjudged: an escaped letter in the name of a field that a
 * nested object has too, and a number such as `-0`.
 */
export function compileHints(hints: readonly FieldHint[]): BytesTest | undefined {
  if (hints.length === 0) return undefined;
  const needles = hints.map(({ field, values }): Needle => ({
    key: Buffer.from(`${JSON.stringify(field)}:`),
    values: values.map((value) => Buffer.from(JSON.stringify(value))),
  }));
  const type = needles.find(({ key }) => key.equals(TYPE));
  return (bytes, start, end) => {
    const typed = type ? isType(type, bytes, start, end) : undefined;
    if (typed === false) return false;
    for (const needle of needles) {
      if (typed === true && needle === type) continue;
      if (!mayMatch(needle, bytes, start, end)) return false;
    }
    return true;
  };
}

/**
 * The usual event begins `{"$schema":"…","meta":{…},"id":…,"type":"…"`, where the first closing
 * brace ends `meta` and the type can be read off without searching. Undefined when it is not so
 * written.
 */
function isType(type: Needle, bytes: Buffer, start: number, end: number): boolean | undefined {
  if (!startsWith(bytes, start, SCHEMA)) return undefined;
  const schemaEnd = bytes.indexOf(QUOTE, start + SCHEMA.length);
  if (schemaEnd === -1 || !startsWith(bytes, schemaEnd, META)) return undefined;
  const close = bytes.indexOf(CLOSE, schemaEnd);
  if (close === -1 || close >= end || !startsWith(bytes, close, ID)) return undefined;
  const nested = bytes.indexOf(OPEN, schemaEnd + META.length);
  if (nested !== -1 && nested < close) return undefined;
  let at = close + ID.length;
  while (isDigit(bytes[at])) at += 1;
  if (bytes[at] !== COMMA || !startsWith(bytes, at + 1, TYPE)) return undefined;
  return type.values.some((value) => mayEqual(bytes, at + 1 + TYPE.length, value));
}

/** True unless another value stands there: one that goes on with an escape may be the same. */
function mayEqual(bytes: Buffer, from: number, value: Buffer): boolean {
  for (let i = 0; i < value.length; i += 1) {
    const byte = bytes[from + i];
    if (byte !== value[i]) return byte === BACKSLASH;
  }
  return true;
}

const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= 0x30 && byte <= 0x39;

function mayMatch(needle: Needle, bytes: Buffer, start: number, end: number): boolean {
  let seen = false;
  let at = bytes.indexOf(needle.key, start);
  while (at !== -1 && at < end) {
    const from = at + needle.key.length;
    if (JSON_SPACE.has(bytes[from] ?? 0x20)) return true;
    if (needle.values.some((value) => mayEqual(bytes, from, value))) return true;
    seen = true;
    at = bytes.indexOf(needle.key, from);
  }
  return !seen;
}

function startsWith(bytes: Buffer, from: number, value: Buffer): boolean {
  for (let i = 0; i < value.length; i += 1) {
    if (bytes[from + i] !== value[i]) return false;
  }
  return true;
}
