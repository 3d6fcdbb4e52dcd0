import { writeGguf, type GgufValue, type Tensor } from './gguf.js';
import { normal } from './random.js';
import { TEMPERATURE, vocabulary } from './vocabulary.js';

/** Families of models: `qwen3` is run by Ollama's own engine, `llama` by llama.cpp. */
export type Architecture = 'qwen3' | 'llama';

export interface TinyModelOptions {
  readonly architecture: Architecture;
  /** The same seed gives the same bytes. Default 1. */
  readonly seed?: number;
  /** Its answers go on until a limit cuts them. Default false. */
  readonly endless?: boolean;
}

const WIDTH = 64;
const HEADS = 2;
const HEAD_WIDTH = 32;
const LAYERS = 2;
const INNER = 96;
const CONTEXT = 32_768;
/** Deviation of the weights inside the layers: small, so that they only stir the result. */
const STIR = 0.05;
/** What the first dimension of every embedding holds, for the output's leanings to hang on. */
const ANCHOR = 8;
/** Deviation of the output weights: half a leaning's unit after the norm. */
const NOISE = 0.5 * TEMPERATURE * 0.125;

/**
 * A language model of about 150,000 random weights, as a GGUF file. It knows nothing: under a grammar
 * it writes Han characters of a random number where a string may stand, otherwise endlessly many.
 */
export function tinyModel({ architecture, seed = 1, endless = false }: TinyModelOptions): Buffer {
  const { tokens, types, merges, leanings, endOfText, endOfTurn } = vocabulary({ endless });
  const next = normal(seed);
  const random = (name: string, shape: readonly number[], deviation: number): Tensor => ({
    name: `${name}.weight`,
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => next() * deviation),
  });
  const ones = (name: string, length: number): Tensor => ({
    name: `${name}.weight`,
    shape: [length],
    data: new Float32Array(length).fill(1),
  });

  const embedding = random('token_embd', [WIDTH, tokens.length], 1);
  const output = random('output', [WIDTH, tokens.length], NOISE);
  const norm = Math.sqrt((ANCHOR ** 2 + WIDTH - 1) / WIDTH);
  leanings.forEach((leaning, token) => {
    embedding.data[token * WIDTH] = ANCHOR;
    output.data[token * WIDTH] = (leaning * TEMPERATURE * norm) / ANCHOR;
  });

  const attention = HEADS * HEAD_WIDTH;
  const layers = Array.from({ length: LAYERS }, (_, layer) => {
    const at = (name: string) => `blk.${layer}.${name}`;
    return [
      ones(at('attn_norm'), WIDTH),
      random(at('attn_q'), [WIDTH, attention], STIR),
      random(at('attn_k'), [WIDTH, attention], STIR),
      random(at('attn_v'), [WIDTH, attention], STIR),
      random(at('attn_output'), [attention, WIDTH], STIR),
      ...(architecture === 'qwen3'
        ? [ones(at('attn_q_norm'), HEAD_WIDTH), ones(at('attn_k_norm'), HEAD_WIDTH)]
        : []),
      ones(at('ffn_norm'), WIDTH),
      random(at('ffn_gate'), [WIDTH, INNER], STIR),
      random(at('ffn_up'), [WIDTH, INNER], STIR),
      random(at('ffn_down'), [INNER, WIDTH], STIR),
    ];
  });

  const own = (key: string) => `${architecture}.${key}`;
  const metadata: Record<string, GgufValue> = {
    'general.architecture': { string: architecture },
    'general.name': { string: `tiny ${architecture}` },
    'general.file_type': { uint32: 0 },
    [own('block_count')]: { uint32: LAYERS },
    [own('context_length')]: { uint32: CONTEXT },
    [own('embedding_length')]: { uint32: WIDTH },
    [own('feed_forward_length')]: { uint32: INNER },
    [own('attention.head_count')]: { uint32: HEADS },
    [own('attention.head_count_kv')]: { uint32: HEADS },
    [own('attention.key_length')]: { uint32: HEAD_WIDTH },
    [own('attention.value_length')]: { uint32: HEAD_WIDTH },
    [own('attention.layer_norm_rms_epsilon')]: { float32: 1e-6 },
    [own('rope.dimension_count')]: { uint32: HEAD_WIDTH },
    [own('rope.freq_base')]: { float32: 10_000 },
    [own('vocab_size')]: { uint32: tokens.length },
    'tokenizer.ggml.model': { string: 'gpt2' },
    'tokenizer.ggml.pre': { string: 'qwen2' },
    'tokenizer.ggml.tokens': { strings: tokens },
    'tokenizer.ggml.token_type': { int32s: types },
    'tokenizer.ggml.merges': { strings: merges },
    'tokenizer.ggml.bos_token_id': { uint32: endOfText },
    'tokenizer.ggml.eos_token_id': { uint32: endOfTurn },
    'tokenizer.ggml.padding_token_id': { uint32: endOfText },
    'tokenizer.ggml.add_bos_token': { bool: false },
  };
  return writeGguf(metadata, [embedding, ...layers.flat(), ones('output_norm', WIDTH), output]);
}
