import type { WireEvent } from '../log/wire-event.js';
import { newPage, type Scene } from '../generator/changes.js';
import { generateEvents } from '../generator/generate-events.js';
import { Random } from '../generator/random.js';
import { wikiNamed } from '../generator/wikis.js';

const BEGIN = Date.UTC(2026, 4, 1, 8);
const EVENTS = 4000;
const SEED = 20260501;

/** Titles every pipeline should have met, with the wiki they are in. */
const TITLES: readonly (readonly [wiki: string, title: string])[] = [
  ['zh_yuewiki', '牛頭灣"大橋"'],
  ['be_x_oldwiki', 'Зялёная Дуброва: возера'],
  ['zh_min_nanwiki', 'N̂g Siok-hun'],
  ['nds_nlwiki', '’t Ven (revier)'],
  ['hewiki', 'נהר "גבעת האור"'],
  ['arwiki', 'وادي القمر (رواية)'],
  ['fawiki', 'چشمه‌سبز'],
  ['enwiki', 'Mercury: A Lighthouse Novel'],
  ['enwiki', '<b>Bold</b> & "Quoted"'],
  ['enwiki', 'Owl 🦉'],
  ['dewiki', "Robert'); DROP TABLE Artikel;--"],
  ['simplewiki', 'Old Bridge'],
  ['wuuwiki', '虹桥浜'],
];

/**
 * The events of the bundled sample, positioned as EventStreams sends them. They hold what real
 * streams hold and programs stumble over: repeated deliveries, canaries, ids shared by two wikis,
 * events of one millisecond, holes in the offsets, a switch of the datacentre.
 */
export function sampleEvents(): WireEvent[] {
  const random = new Random(SEED + 1);
  let clock = BEGIN;
  const generated = generateEvents({ seed: SEED, articleShare: 0.09, now: () => clock });
  const events: WireEvent[] = [];
  const offsets = new Map([
    ['eqiad', 5_576_000_000],
    ['codfw', 1_204_000_000],
  ]);
  const send = (event: WireEvent) => {
    const datacentre = events.length < EVENTS * 0.85 ? 'eqiad' : 'codfw';
    const last = offsets.get(datacentre) ?? 0;
    const offset = last + (random.chance(0.01) ? 2 : 1);
    offsets.set(datacentre, offset);
    const topic = `${datacentre}.mediawiki.recentchange`;
    events.push({ ...event, meta: { ...event.meta, topic, partition: 0, offset } });
  };
  TITLES.forEach(([name, title], index) => {
    clock += random.integer(5, 60);
    const wiki = wikiNamed(name);
    // The same ids in every one of these wikis.
    const id = 700 + (index % 3);
    const scene: Scene = {
      wiki,
      random,
      at: clock,
      id: id + 10 * index * Number(wiki.name === 'enwiki'),
      revision: 90_000 + index,
    };
    send(newPage(scene, { namespace: 0, title }));
  });
  while (events.length < EVENTS) {
    // A third of the events share their millisecond with the one before.
    if (!random.chance(0.33)) clock += random.integer(1, 220);
    const event = generated.next().value;
    send(event);
    if (random.chance(0.02)) {
      // Streams are at-least-once: the same event again, at another offset.
      send(event);
    } else if (random.chance(0.01)) {
      send(random.pick(events.slice(-40)));
    }
  }
  return events;
}
