import { randomBytes } from 'node:crypto';

/** What a `traceparent` header says. */
export interface TraceParent {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** The span this message came from: 16 lower-case hexadecimal digits, not all zero. */
  readonly parentId: string;
  /** Whether the caller may have recorded the trace. */
  readonly sampled: boolean;
}

// https://www.w3.org/TR/trace-context/#traceparent-header-field-values
const FIELDS = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[^]*)?$/;
const FORBIDDEN_VERSION = 'ff';
const THIS_VERSION = '00';
const ALL_ZERO = /^0+$/;
const SAMPLED = 0b1;

/**
 * Reads a `traceparent` header as W3C Trace Context requires. Versions after 00 are read by the
 * fields they share with it. Undefined for a value that must be ignored.
 */
export function parseTraceparent(text: string): TraceParent | undefined {
  const [, version, traceId = '', parentId = '', flags = '', more] = FIELDS.exec(text) ?? [];
  if (version === undefined || version === FORBIDDEN_VERSION) return undefined;
  if (version === THIS_VERSION && more !== undefined) return undefined;
  if (ALL_ZERO.test(traceId) || ALL_ZERO.test(parentId)) return undefined;
  return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}

/** A `traceparent` header, version 00. */
export function formatTraceparent({ traceId, parentId, sampled }: TraceParent): string {
  return `${THIS_VERSION}-${traceId}-${parentId}-${sampled ? '01' : '00'}`;
}

/** The beginning of a trace of its own. */
export function newTrace({ sampled = true }: { readonly sampled?: boolean } = {}): TraceParent {
  return { traceId: randomId(16), parentId: randomId(8), sampled };
}

/** The next step of the same trace: another span, of which `parent` is the parent. */
export function childOf<T extends TraceParent>(parent: T): T {
  return { ...parent, parentId: randomId(8) };
}

function randomId(bytes: number): string {
  for (;;) {
    const id = randomBytes(bytes).toString('hex');
    if (!ALL_ZERO.test(id)) return id;
  }
}
