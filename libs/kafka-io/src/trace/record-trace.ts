import { byteHeaders, type RawRecord } from '../consumer/raw-record.js';
import { TraceHeader } from './trace-context.js';
import { formatTraceparent, newTrace, parseTraceparent } from './traceparent.js';
import { formatTracestate, parseTracestate } from './tracestate.js';

type RawHeaders = RawRecord['rawHeaders'];

const isTrace = (name: string) => name === TraceHeader.parent || name === TraceHeader.state;

/**
 * The headers a message made from a record inherits. The trace context goes on as it came; where W3C
 * Trace Context has a receiver ignore it, it ends here.
 */
export function inheritedHeaders(headers: RawHeaders): Record<string, Buffer> {
  if (!headers.some(([name]) => isTrace(name))) return byteHeaders(headers);
  const inherited = byteHeaders(headers.filter(([name]) => !isTrace(name)));
  const parent = traceparentOf(headers);
  if (parent === undefined) return inherited;
  inherited[TraceHeader.parent] = parent;
  const state = tracestateOf(headers);
  if (state !== undefined) inherited[TraceHeader.state] = state;
  return inherited;
}

/** The record, as the first of a new trace if it does not belong to one. */
export function inTrace(raw: RawRecord): RawRecord {
  if (traceparentOf(raw.rawHeaders) !== undefined) return raw;
  const others = raw.rawHeaders.filter(([name]) => !isTrace(name));
  const begun = [TraceHeader.parent, Buffer.from(formatTraceparent(newTrace()))] as const;
  return { ...raw, rawHeaders: [...others, begun] };
}

/** The readable `traceparent`; of several nobody could say which one counts. */
function traceparentOf(headers: RawHeaders): Buffer | undefined {
  const [value, ...others] = valuesOf(headers, TraceHeader.parent);
  if (value === undefined || others.length > 0) return undefined;
  return parseTraceparent(value.toString('latin1')) && value;
}

/** The readable `tracestate`; several are parts of one, in their order. */
function tracestateOf(headers: RawHeaders): Buffer | undefined {
  const text = valuesOf(headers, TraceHeader.state).join(',');
  const entries = parseTracestate(text) ?? [];
  return entries.length === 0 ? undefined : Buffer.from(formatTracestate(entries));
}

function valuesOf(headers: RawHeaders, wanted: string): Buffer[] {
  return headers.filter(([name]) => name === wanted).map(([, value]) => value);
}
