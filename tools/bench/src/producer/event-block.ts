import { change } from '@wikistream/wiki-events/testing';

const FRAMES = 2_000;
const FIRST_OFFSET = 1_000_000_000;
const FIRST_ID = 100_000_000_000;
const START_MS = Date.UTC(2026, 4, 1);
/** Event time between two events: about the rate of the real stream. */
const STEP_MS = 33;

/** Where the parts of one frame that change lie in the block. */
interface Slots {
  readonly offset: number;
  readonly id: number;
  readonly dt: number;
  readonly timestamp: number;
}

/**
 * A block of realistic frames, encoded once. Each {@link next} is a copy with new offsets, ids and
 * times written over the old ones, which costs far less than any reader of it.
 */
export class EventBlock {
  readonly frames = FRAMES;
  readonly #bytes: Buffer;
  readonly #slots: Slots[] = [];
  #sent = 0;

  /** @param share of the events that are new articles; the rest are edits */
  constructor(share: number) {
    const parts: Buffer[] = [];
    let length = 0;
    for (let i = 0; i < FRAMES; i += 1) {
      const selected = Math.floor((i + 1) * share) > Math.floor(i * share);
      const part = Buffer.from(frame(i, selected));
      this.#slots.push({
        offset: length + part.indexOf(`"offset":${FIRST_OFFSET}`) + '"offset":'.length,
        id: length + part.indexOf('"id":"') + '"id":"00000000-0000-4000-8000-'.length,
        dt: length + part.indexOf('"dt":"') + '"dt":"'.length,
        timestamp:
          length + part.indexOf('"timestamp":', part.indexOf('data: ')) + '"timestamp":'.length,
      });
      parts.push(part);
      length += part.length;
    }
    this.#bytes = Buffer.concat(parts);
  }

  get bytesPerEvent(): number {
    return this.#bytes.length / FRAMES;
  }

  next(): Buffer {
    const block = Buffer.from(this.#bytes);
    for (const { offset, id, dt, timestamp } of this.#slots) {
      block.write(String(FIRST_OFFSET + this.#sent), offset, 'latin1');
      block.write(String(FIRST_ID + this.#sent), id, 'latin1');
      const at = START_MS + this.#sent * STEP_MS;
      block.write(new Date(at).toISOString(), dt, 'latin1');
      block.write(String(Math.floor(at / 1000)), timestamp, 'latin1');
      this.#sent += 1;
    }
    return block;
  }
}

function frame(n: number, selected: boolean): string {
  const event = change(n, {
    type: selected ? 'new' : ('edit' as 'new'),
    title: `文章 Artículo Статья ${n}`,
    comment: '/* History */ added a sentence and its source, see the talk page for the discussion',
    parsedcomment:
      '<span dir="auto"><span class="autocomment"><a href="/wiki/Page#History" title="Page">→History</a>: </span> added a sentence and its source, see the talk page for the discussion</span>',
    notify_url:
      'https://en.wikipedia.org/w/index.php?diff=1300000000&oldid=1299999999&rcid=1900000000',
  });
  event.meta.offset = FIRST_OFFSET;
  event.meta.id = `00000000-0000-4000-8000-${FIRST_ID}`;
  event.meta.dt = new Date(START_MS).toISOString();
  const id = `[{"topic":"eqiad.mediawiki.recentchange","partition":0,"timestamp":${START_MS}},{"topic":"codfw.mediawiki.recentchange","partition":0,"offset":-1}]`;
  return `event: message\nid: ${id}\ndata: ${JSON.stringify(event)}\n\n`;
}
