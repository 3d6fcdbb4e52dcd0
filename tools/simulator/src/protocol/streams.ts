import { Refusal } from './refusal.js';

/** Public names of the streams, with the name their topics carry. */
const STREAMS: ReadonlyMap<string, string> = new Map(
  [
    'recentchange',
    'page-create',
    'page-delete',
    'page-links-change',
    'page-move',
    'page-properties-change',
    'page-undelete',
    'revision-create',
    'revision-visibility-change',
  ].flatMap((name): [string, string][] => [
    [name, `mediawiki.${name}`],
    [`mediawiki.${name}`, `mediawiki.${name}`],
  ]),
);

/** Topics of a request such as `recentchange,page-create`: both datacentres' of each stream. */
export function topicsOfStreams(path: string): string[] {
  const requested = path.split(',');
  const unknown = requested.filter((name) => !STREAMS.has(name));
  if (unknown.length > 0) {
    throw new Refusal(400, {
      type: 'not_found',
      title: 'Stream Not Found',
      detail: `Invalid streams: ${unknown.join(',')}`,
    });
  }
  const names = new Set(requested.map((name) => STREAMS.get(name)));
  return [...names].flatMap((name) => [`eqiad.${name}`, `codfw.${name}`]);
}
