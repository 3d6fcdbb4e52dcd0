import type { Refusal } from './answer-text.js';

/** A model's raw answer. */
export interface Completion {
  readonly content: string;
  /** The answer was cut off by a length limit. */
  readonly truncated: boolean;
  readonly tokens: number;
}

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

const refuse = (refusal: Refusal): { ok: false; refusal: Refusal } => ({ ok: false, refusal });

/** The translation in an answer to a single title. */
export function parseAnswer(completion: Completion): Parsed<string> {
  const object = parseObject(completion, ['translation']);
  if (!object.ok) return object;
  const { translation } = object.value;
  return typeof translation === 'string' ? { ok: true, value: translation } : refuse('malformed');
}

/** The translations of a batch by position; refused as a whole when the ids do not line up. */
export function parseBatch(completion: Completion, size: number): Parsed<readonly string[]> {
  const object = parseObject(completion, ['translations']);
  if (!object.ok) return object;
  const { translations } = object.value;
  if (!Array.isArray(translations)) return refuse('malformed');
  if (translations.length !== size) return refuse('misaligned');
  const texts = new Array<string | undefined>(size);
  for (const item of translations as unknown[]) {
    if (!isObject(item)) return refuse('malformed');
    if (Object.keys(item).some((key) => key !== 'id' && key !== 'translation'))
      return refuse('unknown-keys');
    const { id, translation } = item;
    if (typeof id !== 'number' || typeof translation !== 'string') return refuse('malformed');
    if (!Number.isInteger(id) || id < 1 || id > size || texts[id - 1] !== undefined)
      return refuse('misaligned');
    texts[id - 1] = translation;
  }
  return { ok: true, value: texts as string[] };
}

function parseObject(
  completion: Completion,
  keys: readonly string[],
): Parsed<Record<string, unknown>> {
  if (completion.truncated) return refuse('truncated');
  // Some servers let the end of a reasoning slip through, with or without its beginning.
  const content = completion.content
    .slice(
      completion.content.lastIndexOf('</think>') +
        (completion.content.includes('</think>') ? 8 : 1),
    )
    .trim();
  if (content === '') return refuse('empty');
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return refuse(content.includes('<think') ? 'thinking' : 'malformed');
  }
  if (!isObject(value)) return refuse('malformed');
  if (Object.keys(value).some((key) => !keys.includes(key))) return refuse('unknown-keys');
  return { ok: true, value };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
