import type { WireEvent } from '../log/wire-event.js';

export const BEGIN = Date.UTC(2026, 4, 1);
export const EQIAD = 'eqiad.mediawiki.recentchange';
export const CODFW = 'codfw.mediawiki.recentchange';

/** The n-th event of a test, a second after the one before. */
export function event(n: number, meta: Partial<WireEvent['meta']> = {}): WireEvent {
  return {
    $schema: '/mediawiki/recentchange/1.0.0',
    meta: {
      dt: new Date(BEGIN + n * 1000).toISOString(),
      stream: 'mediawiki.recentchange',
      id: `event-${n}`,
      domain: 'en.wikipedia.org',
      ...meta,
    },
    type: 'edit',
    title: `Page ${n}`,
  };
}

export const events = (count: number): WireEvent[] =>
  Array.from({ length: count }, (_, n) => event(n));
