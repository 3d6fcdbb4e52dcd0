const LF = 0x0a;
const EVENT_MESSAGE = Buffer.from('event: message');
const ID = Buffer.from('id: ');
const DATA = Buffer.from('data: ');

/** Where the parts of a frame lie in its bytes; -1 where it has none. */
export interface FrameParts {
  dataStart: number;
  dataEnd: number;
  idStart: number;
  idEnd: number;
}

/**
 * Finds id and data in a frame of the shape EventStreams always sends: lines ending in LF, at most
 * one each of `event: message`, `id: …` and `data: …`. Returns false for anything else (comments,
 * several data lines, other event types, `retry:`, CR), which then takes the way of the full parser.
 * Reads positions only; nothing is decoded. Fills `parts` rather than making an object per frame.
 */
export function readOrdinaryFrame(
  bytes: Buffer,
  start: number,
  end: number,
  parts: FrameParts,
): boolean {
  parts.dataStart = parts.dataEnd = parts.idStart = parts.idEnd = -1;
  let typed = false;
  let at = start;
  while (at < end) {
    let lineEnd = bytes.indexOf(LF, at);
    if (lineEnd === -1 || lineEnd > end) lineEnd = end;
    if (parts.dataStart === -1 && startsWith(bytes, at, lineEnd, DATA)) {
      parts.dataStart = at + DATA.length;
      parts.dataEnd = lineEnd;
    } else if (parts.idStart === -1 && startsWith(bytes, at, lineEnd, ID)) {
      parts.idStart = at + ID.length;
      parts.idEnd = lineEnd;
    } else if (
      !typed &&
      lineEnd - at === EVENT_MESSAGE.length &&
      startsWith(bytes, at, lineEnd, EVENT_MESSAGE)
    ) {
      typed = true;
    } else {
      return false;
    }
    at = lineEnd + 1;
  }
  return parts.dataStart !== -1;
}

function startsWith(bytes: Buffer, at: number, end: number, prefix: Buffer): boolean {
  if (end - at < prefix.length) return false;
  for (let i = 0; i < prefix.length; i += 1) {
    if (bytes[at + i] !== prefix[i]) return false;
  }
  return true;
}
