import { setTimeout as delay } from 'node:timers/promises';
import { generateEvents, ARTICLE_SHARE } from '../generator/generate-events.js';
import { Schedule } from '../replay/pace.js';
import { readEvents } from '../replay/read-events.js';
import { asAnother, atTime } from '../replay/rebase.js';
import type { WireEvent } from '../log/wire-event.js';
import type { GenerateOptions, ReplayOptions } from './options.js';

/** Where a feed puts its events. */
export interface Feed {
  append(event: WireEvent, line?: Buffer): void;
  /** Resolves when a replay at full speed may go on. */
  room(): Promise<void>;
  readonly signal: AbortSignal;
}

const DEFAULT_EVENTS_PER_SECOND = 40;
/** Waits shorter than this are not worth a timer. */
const TIMER_MS = 4;

/** Replays a file once, or for ever with `atEnd: 'loop'`. */
export async function replay(options: ReplayOptions, feed: Feed): Promise<void> {
  const { file, speed = 1, atEnd = 'idle', shiftToNow = false } = options;
  const schedule = new Schedule(speed, Date.now());
  let moved = 0;
  for (let round = 0; ; round += 1) {
    let first: number | undefined;
    let last = 0;
    for await (const { event, line } of readEvents(file)) {
      const recorded = Date.parse(event.meta.dt);
      first ??= recorded;
      last = Math.max(last, recorded);
      const due = schedule.due(recorded + moved);
      if (due - Date.now() > TIMER_MS) await delay(due - Date.now(), undefined, feed);
      if (speed === 'max') await feed.room();
      feed.signal.throwIfAborted();
      if (round === 0 && !shiftToNow) {
        feed.append(event, line);
        continue;
      }
      const other = round === 0 ? event : asAnother(event, round);
      feed.append(atTime(other, shiftToNow ? Math.max(due, Date.now()) : recorded + moved));
    }
    // A file without events is over, however often it is read.
    if (atEnd !== 'loop' || first === undefined) return;
    moved += last - first + 1000;
  }
}

/** Makes up events for ever. */
export async function generate(options: GenerateOptions, feed: Feed): Promise<void> {
  const { articleShare = ARTICLE_SHARE, articlesPerMinute } = options;
  const forArticles =
    articlesPerMinute === undefined ? undefined : articlesPerMinute / 60 / articleShare;
  const perSecond = options.eventsPerSecond ?? forArticles ?? DEFAULT_EVENTS_PER_SECOND;
  const begun = Date.now();
  let made = 0;
  for (const event of generateEvents({ ...options, now: () => Date.now() })) {
    const due = begun + (made / perSecond) * 1000;
    if (due - Date.now() > TIMER_MS) await delay(due - Date.now(), undefined, feed);
    feed.signal.throwIfAborted();
    feed.append(event);
    made += 1;
    // However high the rate, the server has its turn.
    if (made % 256 === 0) await delay(0, undefined, feed);
  }
}
