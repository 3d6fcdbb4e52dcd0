import { targetOf } from '../../targets/index.js';
import type { Translator } from '../../translator.js';

const NAME = 'transcription';

/**
 * Translates by rule, without a model: titles in the target language pass, all others are written by
 * sound. Always ready, deterministic, tens of thousands of titles a second.
 */
export function transcriptionTranslator(): Translator {
  return {
    name: NAME,
    async translate(titles, { to, signal } = {}) {
      const target = targetOf(to);
      signal?.throwIfAborted();
      return titles.map(({ title, from }) => ({
        ...target.transcribe(title, from),
        translator: NAME,
      }));
    },
    async check() {},
  };
}
