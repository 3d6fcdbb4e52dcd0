/** The part of an event the simulator looks at; everything else is passed on untouched. */
export interface WireEvent {
  meta: {
    dt: string;
    stream: string;
    id?: string | null;
    domain?: string | null;
    topic?: string | null;
    partition?: number | null;
    offset?: number | null;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

/** Checks the fields of {@link WireEvent}; undefined when they are missing or of another type. */
export function asWireEvent(value: unknown): WireEvent | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { meta } = value as { meta?: unknown };
  if (typeof meta !== 'object' || meta === null) return undefined;
  const { dt, stream } = meta as { dt?: unknown; stream?: unknown };
  if (typeof dt !== 'string' || Number.isNaN(Date.parse(dt)) || typeof stream !== 'string') {
    return undefined;
  }
  return value as WireEvent;
}
