import type { WireEvent } from '../log/wire-event.js';
import type { Random } from './random.js';
import { articleTitle } from './titles.js';
import { user, type User } from './users.js';
import type { Wiki } from './wikis.js';

/** What every maker of an event needs. */
export interface Scene {
  readonly wiki: Wiki;
  readonly random: Random;
  /** Milliseconds. */
  readonly at: number;
  /** Next recent-change id of the wiki. */
  readonly id: number;
  /** Next revision id of the wiki. */
  readonly revision: number;
}

/** A page something happens to. */
export interface Page {
  readonly namespace: number;
  readonly title: string;
}

/** A page of the wiki, any namespace. */
export function anyPage({ wiki, random }: Scene): Page {
  const { words, kind } = wiki;
  const title = articleTitle(words, random);
  if (kind === 'wikidata') return { namespace: 0, title: `Q${random.integer(1, 140_000_000)}` };
  if (kind === 'commons') return { namespace: 6, title: `File:${title}.jpg` };
  const draw = random.next();
  if (draw < 0.7) return { namespace: 0, title };
  if (draw < 0.85) return { namespace: 1, title: `${words.talk}:${title}` };
  if (draw < 0.93) return { namespace: 4, title: `Project:${title}` };
  return { namespace: 14, title: `Category:${title}` };
}

/** A page of a namespace other than the articles'. */
export function sidePage(scene: Scene): Page {
  const page = anyPage(scene);
  if (page.namespace !== 0 || scene.wiki.kind === 'wikidata') return page;
  return { namespace: 1, title: `${scene.wiki.words.talk}:${page.title}` };
}

export function newPage(scene: Scene, page: Page): WireEvent {
  const { random, wiki, revision } = scene;
  const by = user(wiki.words, random, 0.15);
  const size = random.integer(180, 24_000);
  return {
    ...opening(scene, page, 'new', by, random.chance(0.2) ? '' : `+ ${page.title}`),
    ...details(scene, page, {
      minor: false,
      length: { old: null, new: size },
      revision: { old: null, new: revision },
    }),
    ...closing(scene),
  };
}

export function edit(scene: Scene, page: Page): WireEvent {
  const { random, wiki, revision } = scene;
  const by = user(wiki.words, random, wiki.kind === 'wikidata' ? 0.6 : 0.2);
  const size = random.integer(200, 90_000);
  const summary = wiki.kind === 'wikidata' ? '/* wbsetclaim-create:2||1 */ P31' : 'copyedit';
  return {
    ...opening(scene, page, 'edit', by, summary),
    ...details(scene, page, {
      minor: random.chance(0.3),
      length: { old: size, new: Math.max(0, size + random.integer(-190, 900)) },
      revision: { old: revision - random.integer(1, 90_000), new: revision },
    }),
    ...closing(scene),
  };
}

export function categorization(scene: Scene, page: Page): WireEvent {
  const { random, wiki } = scene;
  const category = { namespace: 14, title: `Category:${random.pick(wiki.words.things)}` };
  const by = user(wiki.words, random, 0.3);
  return {
    ...opening(scene, category, 'categorize', by, `[[:${page.title}]] added to category`),
    ...closing(scene),
  };
}

export function logEntry(scene: Scene, page: Page): WireEvent {
  const { random, wiki } = scene;
  const [type, action] = random.pick([
    ['upload', 'upload'],
    ['delete', 'delete'],
    ['move', 'move'],
    ['newusers', 'create'],
    ['abusefilter', 'hit'],
    ['patrol', 'patrol'],
  ] as const);
  const comment = `${action} ${page.title}`;
  return {
    ...opening(scene, page, 'log', user(wiki.words, random, 0.1), comment),
    // Hits of a filter are in no list of recent changes: they have no id of one.
    ...(type === 'abusefilter' ? { id: null } : {}),
    log_id: scene.id + 77,
    log_type: type,
    log_action: action,
    log_params: type === 'move' ? { target: `${page.title} 2`, noredir: '0' } : [],
    log_action_comment: comment,
    ...closing(scene),
  };
}

/** A change in Wikidata that shows in another wiki's list. */
export function external(scene: Scene, page: Page): WireEvent {
  const { random } = scene;
  const size = random.integer(2000, 30_000);
  return {
    ...opening(scene, page, 'external', user(scene.wiki.words, random, 0.5), 'wikibase: sitelink'),
    minor: true,
    length: { old: size, new: size + 40 },
    revision: { old: scene.revision - 1, new: scene.revision },
    ...closing(scene),
  };
}

/** The synthetic event that shows a stream is alive, as Wikimedia sends it. */
export function canary(at: number, random: Random): WireEvent {
  return {
    $schema: '/mediawiki/recentchange/1.0.1',
    meta: {
      uri: 'https://commons.wikimedia.org/wiki/Category:Kittens',
      request_id: random.uuid(),
      id: random.uuid(),
      domain: 'canary',
      stream: 'mediawiki.recentchange',
      dt: new Date(at).toISOString(),
    },
    id: random.integer(1, 1_000_000),
    type: 'new',
    namespace: 0,
    title: 'Canary',
    title_url: 'https://en.wikipedia.org/wiki/Canary',
    comment: 'Shows that the stream is alive',
    timestamp: Math.floor(at / 1000),
    user: 'Canary',
    bot: true,
    server_url: 'https://en.wikipedia.org',
    server_name: 'en.wikipedia.org',
    server_script_path: '/w',
    wiki: 'enwiki',
    parsedcomment: 'Shows that the stream is alive',
  };
}

function opening(
  { wiki, random, at, id }: Scene,
  { namespace, title }: Page,
  type: string,
  by: User,
  comment: string,
) {
  const url = pageUrl(wiki, title);
  return {
    $schema: random.chance(0.5) ? '/mediawiki/recentchange/1.0.0' : '/mediawiki/recentchange/1.0.1',
    meta: {
      uri: url,
      request_id: random.uuid(),
      id: random.uuid(),
      domain: wiki.domain,
      stream: 'mediawiki.recentchange',
      dt: new Date(at).toISOString(),
    },
    id: id as number | null,
    type,
    namespace,
    title,
    title_url: url,
    comment,
    timestamp: Math.floor(at / 1000),
    user: by.name,
    bot: by.bot,
  };
}

interface PageDetails {
  readonly minor: boolean;
  readonly length: { readonly old: number | null; readonly new: number };
  readonly revision: { readonly old: number | null; readonly new: number };
}

function details({ wiki, random, id }: Scene, _page: Page, change: PageDetails) {
  const { length, revision, minor } = change;
  const compare =
    revision.old === null ? `oldid=${revision.new}` : `diff=${revision.new}&oldid=${revision.old}`;
  // A page that did not exist has no length and no revision before: the fields are left out.
  const known = <T extends { readonly old: number | null }>(pair: T) =>
    pair.old === null ? withoutOld(pair) : pair;
  return {
    notify_url: `https://${wiki.domain}/w/index.php?${compare}&rcid=${id}`,
    minor,
    ...(random.chance(0.6) ? { patrolled: random.chance(0.5) } : {}),
    length: known(length),
    revision: known(revision),
  };
}

function withoutOld<T extends { readonly old: number | null }>({ old: _old, ...rest }: T) {
  return rest;
}

function closing({ wiki }: Scene) {
  return {
    server_url: `https://${wiki.domain}`,
    server_name: wiki.domain,
    server_script_path: '/w',
    wiki: wiki.name,
    parsedcomment: '',
  };
}

/** Address of a page as MediaWiki writes it: spaces as `_`, non-ASCII percent-encoded. */
export function pageUrl(wiki: Pick<Wiki, 'domain'>, title: string): string {
  const path = encodeURIComponent(title.replaceAll(' ', '_'))
    .replaceAll('%3A', ':')
    .replaceAll('%2F', '/')
    .replaceAll('%2C', ',')
    .replaceAll("'", '%27');
  return `https://${wiki.domain}/wiki/${path}`;
}
