import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { CodecError } from '../errors.js';
import { stringCodec, type Codec } from './codec.js';

/**
 * JSON in UTF-8, non-ASCII as it is, checked against a TypeBox schema both ways: what does not match
 * can neither be sent nor be read.
 *
 * @example
 * const Edit = Type.Object({ title: Type.String(), size: Type.Integer() });
 * const edits = topic({ name: 'edits', value: jsonCodec(Edit) });
 */
export function jsonCodec<const S extends TSchema>(schema: S): Codec<Static<S>> {
  const validator = Compile(schema);

  function check(value: unknown): asserts value is Static<S> {
    if (validator.Check(value)) return;
    const [first, ...others] = validator.Errors(value);
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    const where =
      first === undefined || first.instancePath === '' ? 'the value' : first.instancePath;
    throw new CodecError(`${where} ${first?.message ?? 'does not match its schema'}${more}`);
  }

  return {
    encode(value) {
      check(value);
      // Of half a character JSON writes an escape, so that its text is always well-formed.
      return Buffer.from(JSON.stringify(value), 'utf8');
    },
    decode(bytes) {
      const value = parse(stringCodec.decode(bytes));
      check(value);
      return value;
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CodecError('the bytes are not JSON', { cause });
  }
}
