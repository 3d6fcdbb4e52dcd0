/** Code of the startup packet of protocol 3.0, which has no type byte. */
const STARTUP_PROTOCOL_3 = 196_608;
const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;
const MAX_FRAME_BYTES = 1 << 30;

/** One frontend message of the PostgreSQL wire protocol. */
export interface WireFrame {
  readonly kind: 'startup' | 'encryption' | 'cancel' | 'message';
  /** Type byte of a `message`, e.g. `Q`; empty otherwise. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * Cuts a client's byte stream into frontend messages
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html).
 */
export class WireFrameReader {
  #buffer: Buffer = Buffer.alloc(0);
  #started = false;

  /** Adds bytes and returns the messages they complete. Throws a `RangeError` on an impossible length. */
  push(chunk: Uint8Array): WireFrame[] {
    this.#buffer =
      this.#buffer.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#buffer, chunk]);
    const frames: WireFrame[] = [];
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): WireFrame | undefined {
    const lengthAt = this.#started ? 1 : 0;
    if (this.#buffer.length < lengthAt + 4) return undefined;
    const length = this.#buffer.readInt32BE(lengthAt) + lengthAt;
    if (length < lengthAt + 4 || length > MAX_FRAME_BYTES) {
      throw new RangeError(`A frame of ${length} bytes is not PostgreSQL's protocol`);
    }
    if (this.#buffer.length < length) return undefined;
    const bytes = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    if (this.#started) return { kind: 'message', type: String.fromCharCode(bytes[0] ?? 0), bytes };
    switch (bytes.readInt32BE(4)) {
      case SSL_REQUEST:
      case GSS_REQUEST:
        return { kind: 'encryption', type: '', bytes };
      case CANCEL_REQUEST:
        return { kind: 'cancel', type: '', bytes };
      case STARTUP_PROTOCOL_3:
        this.#started = true;
        return { kind: 'startup', type: '', bytes };
      default:
        throw new RangeError('The client asked for an unknown version of the PostgreSQL protocol');
    }
  }
}

/**
 * The transaction status of the last ReadyForQuery message in a server's answer: `I` idle,
 * `T` in a transaction, `E` in a failed one; undefined when the answer holds none.
 */
export function transactionStatus(answer: Uint8Array): 'I' | 'T' | 'E' | undefined {
  // ReadyForQuery ends an answer: 'Z', length 5, status.
  if (answer.length < 6 || answer[answer.length - 6] !== 0x5a) return undefined;
  const status = String.fromCharCode(answer[answer.length - 1] ?? 0);
  return status === 'I' || status === 'T' || status === 'E' ? status : undefined;
}
