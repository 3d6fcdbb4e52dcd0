import type { NewPage, RecentChange } from '../events/recent-change.js';

const pad = (n: number, width: number): string => String(n).padStart(width, '0');

/** The `meta.id` of {@link change}'s n-th event. */
export const uuid = (n: number): string => `00000000-0000-4000-8000-${pad(n, 12)}`;

/** The ids of several events, the last included. */
export const uuids = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => uuid(from + at));

/** The topics of the two datacentres. */
export const EQIAD = 'eqiad.mediawiki.recentchange';
export const CODFW = 'codfw.mediawiki.recentchange';

/** The n-th `recentchange` event as EventStreams sends it, one per second, with `overrides` in place of what a test cares about. */
export function change(
  n: number,
  overrides: Partial<NewPage> & Record<string, unknown> = {},
): RecentChange {
  const { meta, ...rest } = overrides;
  const at = new Date(Date.UTC(2026, 4, 1) + n * 1000);
  return {
    $schema: '/mediawiki/recentchange/1.0.0',
    meta: {
      uri: `https://en.wikipedia.org/wiki/Page_${n}`,
      request_id: uuid(n + 500_000),
      id: uuid(n),
      domain: 'en.wikipedia.org',
      stream: 'mediawiki.recentchange',
      dt: at.toISOString(),
      topic: EQIAD,
      partition: 0,
      offset: n,
      ...meta,
    },
    id: 1000 + n,
    type: 'new',
    namespace: 0,
    title: `Page ${n}`,
    title_url: `https://en.wikipedia.org/wiki/Page_${n}`,
    comment: 'made',
    timestamp: Math.floor(at.getTime() / 1000),
    user: 'Someone',
    bot: false,
    minor: false,
    length: { old: null, new: 10 },
    revision: { old: null, new: 20 + n },
    server_url: 'https://en.wikipedia.org',
    server_name: 'en.wikipedia.org',
    server_script_path: '/w',
    wiki: 'enwiki',
    parsedcomment: 'made',
    ...rest,
  };
}
