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

const JSON_SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Compiles hints into a test on the bytes of one single-line JSON object: false means that no
 * reading of these bytes can satisfy the hints, true that it has to be decoded to know.
 *
 * Text inside JSON strings has its quotes escaped, so `"type":"new"` in the bytes is a field and
 * never part of a title. A field of that name inside a nested object can at worst cause one decode
 * too many. JSON that is not written compactly, or lacks the field, is left to the decoder.
 */
export function compileHints(hints: readonly FieldHint[]): BytesTest | undefined {
  if (hints.length === 0) return undefined;
  const needles = hints.map(({ field, values }): Needle => ({
    key: Buffer.from(`${JSON.stringify(field)}:`),
    values: values.map((value) => Buffer.from(JSON.stringify(value))),
  }));
  return (bytes, start, end) => needles.every((needle) => mayMatch(needle, bytes, start, end));
}

function mayMatch(needle: Needle, bytes: Buffer, start: number, end: number): boolean {
  let seen = false;
  let at = bytes.indexOf(needle.key, start);
  while (at !== -1 && at < end) {
    const from = at + needle.key.length;
    if (JSON_SPACE.has(bytes[from] ?? 0x20)) return true;
    if (needle.values.some((value) => startsWith(bytes, from, value))) return true;
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
