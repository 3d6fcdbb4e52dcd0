import { describe, expect, it } from 'vitest';
import { TranslatorUnavailableError } from '../errors.js';
import type { TranslationResult, Translator } from '../translator.js';
import { withFallback } from './with-fallback.js';

const translator = (name: string, answer: (title: string) => TranslationResult): Translator => ({
  name,
  check: async () => {},
  translate: async (titles) => titles.map(({ title }) => answer(title)),
});
const picky = translator('picky', (title) =>
  title === 'hard'
    ? { status: 'failed', reason: 'echo', translator: 'picky' }
    : { status: 'translated', text: `好${title}`, translator: 'picky' },
);
const rough = translator('rough', (title) => ({
  status: 'translated',
  text: `粗${title}`,
  translator: 'rough',
}));
const away: Translator = {
  ...picky,
  translate: async () => {
    throw new TranslatorUnavailableError('away', 'unreachable', 'gone');
  },
};
const titles = ['easy', 'hard', 'simple'].map((title) => ({ title, from: 'en' }));

describe('withFallback', () => {
  it('hands on only what failed, and each result names who gave it', async () => {
    expect(await withFallback([picky, rough]).translate(titles)).toEqual([
      { status: 'translated', text: '好easy', translator: 'picky' },
      { status: 'translated', text: '粗hard', translator: 'rough' },
      { status: 'translated', text: '好simple', translator: 'picky' },
    ]);
  });

  it('lets an outage reject, unless told to fall back then too', async () => {
    await expect(withFallback([away, rough]).translate(titles)).rejects.toThrow('gone');
    const all = await withFallback([away, rough], { onOutage: true }).translate(titles);
    expect(all.map((result) => result.translator)).toEqual(['rough', 'rough', 'rough']);
  });

  it('needs a translator', () => expect(() => withFallback([])).toThrow('translators'));
});
