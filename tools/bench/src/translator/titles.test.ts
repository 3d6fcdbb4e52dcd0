import { ollamaTranslator } from '@wikistream/translator-core';
import { expect, it } from 'vitest';
import { answerTo, articleOf } from './titles.js';

it('makes titles that occur once, and answers no check refuses', async () => {
  const titles = Array.from({ length: 1_000 }, (_, n) => articleOf(n));
  expect(new Set(titles.map(({ title }) => title)).size).toBe(titles.length);
  const refused: string[] = [];
  const translator = ollamaTranslator({
    fetch: (_url, init) => {
      const { messages } = JSON.parse(init?.body as string) as { messages: { content: string }[] };
      const { title } = JSON.parse(messages.at(-1)!.content) as { title: string };
      const content = JSON.stringify({ translation: answerTo(title) });
      return Promise.resolve(Response.json({ message: { content }, done: true }));
    },
    onAnswer: ({ refusal }) => refusal && refused.push(refusal),
  });
  const results = await translator.translate(
    titles.map(({ title, language_code: from }) => ({ title, from })),
  );
  expect(refused).toEqual([]);
  expect(results.filter(({ status }) => status !== 'translated')).toEqual([]);
});
