const LF = 0x0a;
const CR = 0x0d;
const END_OF_FRAME = Buffer.from('\n\n');
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
/** What is kept of a frame above the bound, so that a reader can tell what it was. */
const KEPT_OF_OVERSIZED = 16_384;

/** Receives frames: the bytes between two blank lines, without them. Valid beyond the call. */
export interface FrameHandler {
  frame(bytes: Buffer, start: number, end: number): void;
  /** A frame above the bound: how it began, and how long it was in all. */
  oversized(beginning: Buffer, length: number): void;
}

/**
 * Cuts a byte stream into server-sent-event frames without decoding it. Lines may end in LF, CR or
 * CRLF and chunks may end anywhere. Frames within one chunk are handed over in place; only a frame
 * torn between chunks is copied, and never more than `limit` bytes are held.
 */
export class FrameSplitter {
  readonly #handler: FrameHandler;
  readonly #limit: number;
  #parts: Buffer[] = [];
  #held = 0;
  #started = false;
  /** Set once a CR was seen: the fast search for two LFs no longer finds every blank line. */
  #mixed = false;
  /** In that case: the bytes so far end a line, or none of the next frame has come. */
  #lineEnded = true;
  /** In that case: the last byte was a CR, of whose line end a LF may be the other half. */
  #cr = false;
  /** Bytes dropped of a frame above the bound; 0 when none is being skipped. */
  #skipped = 0;

  constructor(handler: FrameHandler, limit: number) {
    this.#handler = handler;
    this.#limit = limit;
  }

  /** Bytes of an unfinished frame held at this moment. */
  get held(): number {
    return this.#held;
  }

  push(chunk: Buffer): void {
    let bytes = chunk;
    if (!this.#started) {
      bytes = this.#join(bytes);
      if (bytes.length < BOM.length && BOM.subarray(0, bytes.length).equals(bytes)) {
        this.#hold(bytes);
        return;
      }
      this.#started = true;
      if (bytes.subarray(0, BOM.length).equals(BOM)) bytes = bytes.subarray(BOM.length);
    }
    if (!this.#mixed && bytes.includes(CR)) {
      this.#mixed = true;
      this.#lineEnded = this.#held === 0 || this.#endsInLf();
    }
    if (this.#mixed) this.#pushMixed(bytes);
    else this.#pushPlain(bytes);
  }

  /** LF only, as EventStreams writes: the native search does the work. */
  #pushPlain(bytes: Buffer): void {
    let start = 0;
    if (this.#held > 0) {
      const torn = this.#endsInLf() && bytes[0] === LF;
      const end = torn ? 0 : bytes.indexOf(END_OF_FRAME);
      if (end === -1) {
        this.#hold(bytes);
        return;
      }
      start = torn ? 1 : end + END_OF_FRAME.length;
      const frame = this.#join(bytes.subarray(0, end));
      this.#emit(frame, 0, torn ? frame.length - 1 : frame.length);
    }
    while (start < bytes.length) {
      if (bytes[start] === LF) {
        start += 1;
        continue;
      }
      const end = bytes.indexOf(END_OF_FRAME, start);
      if (end === -1) {
        this.#hold(bytes.subarray(start));
        return;
      }
      this.#emit(bytes, start, end);
      start = end + END_OF_FRAME.length;
    }
  }

  /** Any line end. Rare, so clarity goes before speed; but no byte is looked at twice. */
  #pushMixed(bytes: Buffer): void {
    let start = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      const endsLine = isLineEnd(byte) && !(byte === LF && this.#cr);
      this.#cr = byte === CR;
      if (!isLineEnd(byte)) this.#lineEnded = false;
      // The other half of the line end before the frame is no part of it.
      if (!endsLine && isLineEnd(byte) && at === start && this.#held === 0) start = at + 1;
      if (!endsLine) continue;
      if (this.#lineEnded) {
        this.#emitTrimmed(this.#join(bytes.subarray(start, at)));
        start = at + 1;
      }
      this.#lineEnded = true;
    }
    this.#hold(bytes.subarray(start));
  }

  /** Hands over a frame without the line ends around it. */
  #emitTrimmed(frame: Buffer): void {
    let start = 0;
    let end = frame.length;
    while (start < end && isLineEnd(frame[start])) start += 1;
    while (end > start && isLineEnd(frame[end - 1])) end -= 1;
    this.#emit(frame, start, end);
  }

  #emit(bytes: Buffer, start: number, end: number): void {
    const length = end - start + this.#skipped;
    this.#skipped = 0;
    if (length > this.#limit) {
      const kept = bytes.subarray(start, Math.min(end, start + KEPT_OF_OVERSIZED));
      this.#handler.oversized(Buffer.from(kept), length);
    } else if (end > start) {
      this.#handler.frame(bytes, start, end);
    }
  }

  #hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    // The network layer may reuse nothing, but a slice would keep its whole chunk alive.
    this.#parts.push(bytes.length < 4096 ? Buffer.from(bytes) : bytes);
    this.#held += bytes.length;
    if (this.#held <= this.#limit + KEPT_OF_OVERSIZED) return;
    // Too long already: keep the beginning, and the last bytes, which may be half a line end.
    const all = this.#join(Buffer.alloc(0));
    const beginning = all.subarray(0, KEPT_OF_OVERSIZED);
    const tail = all.subarray(-3);
    this.#skipped += all.length - beginning.length - tail.length;
    this.#parts = [Buffer.from(beginning), Buffer.from(tail)];
    this.#held = beginning.length + tail.length;
  }

  #join(bytes: Buffer): Buffer {
    if (this.#held === 0) return bytes;
    const joined = Buffer.concat([...this.#parts, bytes]);
    this.#parts = [];
    this.#held = 0;
    return joined;
  }

  #endsInLf(): boolean {
    const last = this.#parts.at(-1);
    return last?.[last.length - 1] === LF;
  }
}

const isLineEnd = (byte: number | undefined): boolean => byte === LF || byte === CR;
