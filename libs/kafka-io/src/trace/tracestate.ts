/** An entry of a `tracestate` header: what one vendor has to say. */
export type TraceStateEntry = readonly [key: string, value: string];

// https://www.w3.org/TR/trace-context/#tracestate-header-field-values
const MAX_ENTRIES = 32;
const SIMPLE_KEY = /^[a-z][a-z0-9_\-*/]{0,255}$/;
const MULTI_TENANT_KEY = /^[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13}$/;
// Printable ASCII without comma and equals sign, the last character no space.
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const BLANKS = /^[ \t]+|[ \t]+$/g;

/**
 * Reads a `tracestate` header as W3C Trace Context requires, newest entry first. Undefined for a value
 * that must be ignored as a whole.
 */
export function parseTracestate(text: string): readonly TraceStateEntry[] | undefined {
  const entries = new Map<string, string>();
  for (const member of text.split(',')) {
    const entry = member.replace(BLANKS, '');
    if (entry === '') continue;
    const equals = entry.indexOf('=');
    const key = entry.slice(0, Math.max(0, equals));
    const value = entry.slice(equals + 1);
    const isKey = SIMPLE_KEY.test(key) || MULTI_TENANT_KEY.test(key);
    if (!isKey || !VALUE.test(value) || entries.has(key)) return undefined;
    entries.set(key, value);
    if (entries.size > MAX_ENTRIES) return undefined;
  }
  return [...entries];
}

/** A `tracestate` header. */
export function formatTracestate(entries: readonly TraceStateEntry[]): string {
  return entries.map(([key, value]) => `${key}=${value}`).join(',');
}
