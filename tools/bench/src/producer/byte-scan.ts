import { EventBlock } from './event-block.js';

/** Events per second when their bytes are only searched for `"type":"new"`: the limit of any reader. */
export function byteScanLimit(share: number, seconds = 2): number {
  const block = new EventBlock(share);
  const bytes = block.next();
  const needle = Buffer.from('"type":"new"');
  const end = Buffer.from('\n\n');
  let events = 0;
  let found = 0;
  const startedAt = performance.now();
  while (performance.now() - startedAt < seconds * 1000) {
    for (let at = 0; at < bytes.length;) {
      const close = bytes.indexOf(end, at);
      const hit = bytes.subarray(at, close).indexOf(needle);
      if (hit !== -1) found += 1;
      events += 1;
      at = close + end.length;
    }
  }
  if (found === 0 && share > 0) throw new Error('the scan found nothing');
  return events / ((performance.now() - startedAt) / 1000);
}
