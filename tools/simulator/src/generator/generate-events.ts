import type { WireEvent } from '../log/wire-event.js';
import {
  anyPage,
  canary,
  categorization,
  edit,
  external,
  logEntry,
  newPage,
  sidePage,
  type Scene,
} from './changes.js';
import { Random } from './random.js';
import { articleTitle } from './titles.js';
import { wikiNamed, WIKIPEDIAS, WIKIS, type Wiki } from './wikis.js';

export interface GeneratorOptions {
  /** Events of one seed (and clock) are always the same. Default 1. */
  readonly seed?: number;
  /** Share of events that are new Wikipedia articles. Default {@link ARTICLE_SHARE}. */
  readonly articleShare?: number;
}

/** Share of Wikimedia's recent changes that are new Wikipedia articles, about. */
export const ARTICLE_SHARE = 0.015;

/** Kinds of change other than new articles, in about Wikimedia's proportions. */
const EDIT = 0.62;
const CATEGORIZE = 0.29;
const LOG = 0.06;
const NEW = 0.025;

/** Canary events come every so many milliseconds of the clock. */
const CANARY_MS = 300_000;

/**
 * Endless made-up `recentchange` events, without positions. `now` tells the time of each, in
 * milliseconds.
 */
export function* generateEvents(
  options: GeneratorOptions & { readonly now: () => number },
): Generator<WireEvent, never> {
  const { seed = 1, articleShare = ARTICLE_SHARE, now } = options;
  const random = new Random(seed);
  const counters = new Counters(random);
  let nextCanary = now() + CANARY_MS / 10;
  let flood = 0;
  for (;;) {
    const at = now();
    if (at >= nextCanary) {
      nextCanary += CANARY_MS;
      yield canary(at, random);
      continue;
    }
    if (random.chance(articleShare)) {
      const scene = counters.scene(WIKIPEDIAS.pick(random), at);
      yield newPage(scene, { namespace: 0, title: articleTitle(scene.wiki.words, random) });
      continue;
    }
    // Batches of a bot in Wikidata come in floods.
    if (flood === 0 && random.chance(0.002)) flood = random.integer(20, 200);
    const wiki = flood > 0 ? wikiNamed('wikidatawiki') : WIKIS.pick(random);
    if (flood > 0) flood -= 1;
    yield otherChange(counters.scene(wiki, at));
  }
}

function otherChange(scene: Scene): WireEvent {
  const draw = scene.random.next();
  if (draw < EDIT) return edit(scene, anyPage(scene));
  if (draw < EDIT + CATEGORIZE) return categorization(scene, anyPage(scene));
  if (draw < EDIT + CATEGORIZE + LOG) return logEntry(scene, anyPage(scene));
  if (draw < EDIT + CATEGORIZE + LOG + NEW) return newPage(scene, notAnArticle(scene));
  return external(scene, anyPage(scene));
}

/** Articles are drawn apart: a page made here is of another namespace, or of another project. */
const notAnArticle = (scene: Scene) =>
  scene.wiki.kind === 'wikipedia' ? sidePage(scene) : anyPage(scene);

/** Every wiki numbers its changes and revisions by itself. */
class Counters {
  readonly #random: Random;
  readonly #next = new Map<string, { id: number; revision: number }>();
  readonly #common: number;

  constructor(random: Random) {
    this.#random = random;
    this.#common = random.integer(1_000_000, 9_000_000);
  }

  scene(wiki: Wiki, at: number): Scene {
    let next = this.#next.get(wiki.name);
    if (!next) {
      // All small wikis start alike, so that ids of different wikis do meet.
      const id = wiki.weight <= 2 ? this.#common : this.#random.integer(10_000_000, 2_000_000_000);
      next = { id, revision: this.#random.integer(1_000_000, 1_300_000_000) };
      this.#next.set(wiki.name, next);
    }
    next.id += 1;
    next.revision += 1;
    return { wiki, random: this.#random, at, ...next };
  }
}
