/** A metadata value. Arrays hold strings or signed integers; numbers name their width. */
export type GgufValue =
  | { readonly uint32: number }
  | { readonly float32: number }
  | { readonly bool: boolean }
  | { readonly string: string }
  | { readonly strings: readonly string[] }
  | { readonly int32s: readonly number[] };

/** A tensor of 32-bit floats; `shape` begins with the dimension that is contiguous in memory. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const VERSION = 3;
const ALIGNMENT = 32;
/** Numbers of the types in the file format. */
const UINT32 = 4;
const INT32 = 5;
const FLOAT32 = 6;
const BOOL = 7;
const STRING = 8;
const ARRAY = 9;
const TENSOR_F32 = 0;

/**
 * A model file in the format of llama.cpp and Ollama, version 3
 * (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
 */
export function writeGguf(
  metadata: Readonly<Record<string, GgufValue>>,
  tensors: readonly Tensor[],
): Buffer {
  const head = [
    Buffer.from('GGUF'),
    u32(VERSION),
    u64(tensors.length),
    u64(Object.keys(metadata).length),
    ...Object.entries(metadata).flatMap(([key, value]) => [text(key), ...encoded(value)]),
  ];
  const data: Buffer[] = [];
  let offset = 0;
  for (const { name, shape, data: values } of tensors) {
    head.push(text(name), u32(shape.length), ...shape.map(u64), u32(TENSOR_F32), u64(offset));
    const bytes = padded(floats(values));
    data.push(bytes);
    offset += bytes.length;
  }
  return Buffer.concat([padded(Buffer.concat(head)), ...data]);
}

function encoded(value: GgufValue): Buffer[] {
  if ('uint32' in value) return [u32(UINT32), u32(value.uint32)];
  if ('float32' in value) return [u32(FLOAT32), floats([value.float32])];
  if ('bool' in value) return [u32(BOOL), Buffer.from([value.bool ? 1 : 0])];
  if ('string' in value) return [u32(STRING), text(value.string)];
  if ('strings' in value) {
    const { strings } = value;
    return [u32(ARRAY), u32(STRING), u64(strings.length), ...strings.map(text)];
  }
  const { int32s } = value;
  return [u32(ARRAY), u32(INT32), u64(int32s.length), ...int32s.map(i32)];
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function floats(values: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (let at = 0; at < values.length; at += 1) bytes.writeFloatLE(values[at] ?? 0, at * 4);
  return bytes;
}

const padded = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc(-bytes.length & (ALIGNMENT - 1))]);
