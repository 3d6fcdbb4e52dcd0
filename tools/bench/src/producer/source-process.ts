import { startChild } from '../support/child.js';

/** Where a source serves its stream. */
export interface SourceReady {
  readonly url: string;
  readonly bytesPerEvent: number;
}

/** Starts a process that serves `events` events, of which `share` are new articles. */
export const startSource = (share: number, events: number) =>
  startChild<SourceReady>(new URL('source.js', import.meta.url), [String(share), String(events)]);
