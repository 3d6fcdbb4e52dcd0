import { isUtf8 } from 'node:buffer';
import { CodecError } from '../errors.js';

/** Turns values of one type into bytes and back. Both ways throw {@link CodecError}. */
export interface Codec<T> {
  encode(value: T): Buffer;
  decode(bytes: Buffer): T;
}

/** Text as ES2024 knows it; every supported Node has it, the language level of this build not yet. */
type Text = string & { isWellFormed(): boolean };

/** UTF-8 text. Bytes that are not UTF-8 are refused, not repaired. */
export const stringCodec: Codec<string> = {
  encode(value) {
    if (!(value as Text).isWellFormed()) throw new CodecError('the text holds a lone surrogate');
    return Buffer.from(value, 'utf8');
  },
  decode(bytes) {
    if (!isUtf8(bytes)) throw new CodecError('the bytes are not UTF-8');
    return bytes.toString('utf8');
  },
};

/** Bytes as they are; what dead-letter topics hold. */
export const bytesCodec: Codec<Buffer> = {
  encode: (value) => value,
  decode: (bytes) => bytes,
};
