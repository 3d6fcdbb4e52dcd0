import type { Headers } from '../topic/message.js';
import { formatTraceparent, parseTraceparent, type TraceParent } from './traceparent.js';
import { formatTracestate, parseTracestate, type TraceStateEntry } from './tracestate.js';

/** Names of the headers of W3C Trace Context. Kafka tells upper case from lower; these are lower. */
export const TraceHeader = { parent: 'traceparent', state: 'tracestate' } as const;

/** The trace a message belongs to. */
export interface TraceContext extends TraceParent {
  /** What vendors added, newest first. */
  readonly state?: readonly TraceStateEntry[];
}

/** The trace the headers of a record tell of; undefined when there is none, or it is unreadable. */
export function traceContextOf(headers: Headers): TraceContext | undefined {
  const parent = parseTraceparent(headers[TraceHeader.parent] ?? '');
  if (!parent) return undefined;
  const state = parseTracestate(headers[TraceHeader.state] ?? '') ?? [];
  return state.length === 0 ? parent : { ...parent, state };
}

/** The headers that put a message into a trace: `send(topic, { key, value, headers: traceHeaders(…) })`. */
export function traceHeaders(context: TraceContext): Record<string, string> {
  const { state = [] } = context;
  return {
    [TraceHeader.parent]: formatTraceparent(context),
    ...(state.length === 0 ? {} : { [TraceHeader.state]: formatTracestate(state) }),
  };
}
