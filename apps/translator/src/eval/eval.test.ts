import { FakeOllama } from '@wikistream/translator-core/testing';
import { ollamaTranslator, transcriptionTranslator } from '@wikistream/translator-core';
import { describe, expect, it } from 'vitest';
import { chrf } from './chrf.js';
import { evaluate } from './evaluate.js';
import { referenceTitles } from './reference.js';
import { json, markdown } from './report.js';

describe('chrf', () => {
  it('is 1 for the same, 0 for nothing in common, between for a part', () => {
    expect(chrf('莫帕西纳', '莫帕西纳')).toBe(1);
    expect(chrf('柏林', '巴黎')).toBe(0);
    expect(chrf('', '巴黎')).toBe(0);
    expect(chrf('毛帕西纳', '莫帕西纳')).toBeGreaterThan(0.3);
    expect(chrf('毛帕西纳', '莫帕西纳')).toBeLessThan(0.9);
  });

  it('follows the definition', () => {
    // Unigrams 1 of 2 and 1 of 1; no bigram in the reference, so only the first order counts.
    expect(chrf('甲乙', '甲')).toBeCloseTo((5 * 0.5 * 1) / (4 * 0.5 + 1));
  });
});

describe('the reference set', () => {
  it('covers many languages, each title once', async () => {
    const titles = await referenceTitles();
    expect(titles.length).toBeGreaterThanOrEqual(103);
    expect(new Set(titles.map(({ language }) => language)).size).toBeGreaterThanOrEqual(25);
    expect(new Set(titles.map(({ language, title }) => `${language}:${title}`)).size).toBe(
      titles.length,
    );
    for (const { chinese } of titles) expect(chinese).toMatch(/^[\p{Script=Han}·\-A-Z0-9]+$/u);
  });

  it('holds no name that the checks of an answer would refuse', async () => {
    const titles = await referenceTitles();
    const agreed = new Map(titles.map(({ title, chinese }) => [title, chinese]));
    const server = new FakeOllama({ translate: (title) => agreed.get(title) ?? '' });
    try {
      const translator = ollamaTranslator({ host: await server.listen(), attempts: 1 });
      const { results } = await evaluate(translator, titles);
      expect(
        results.flatMap((result, at) => (result.status === 'failed' ? [titles[at], result] : [])),
      ).toEqual([]);
    } finally {
      await server.close();
    }
  });

  it('is asked for several titles at a time where the translator does so', async () => {
    const titles = await referenceTitles();
    const server = new FakeOllama();
    try {
      const host = await server.listen();
      const { results } = await evaluate(ollamaTranslator({ host, titlesPerRequest: 5 }), titles);
      expect(results).toHaveLength(titles.length);
      expect(Math.max(...server.requests.map((request) => request.titles.length))).toBe(5);
    } finally {
      await server.close();
    }
  });

  it('holds transcription to the quality it has', async () => {
    const result = await evaluate(transcriptionTranslator(), await referenceTitles());
    expect(result.chrf).toBeGreaterThan(0.4);
    expect(result.failed).toBeLessThanOrEqual(1);
  });
});

describe('the report', () => {
  it('compares translators in Markdown and JSON', async () => {
    const server = new FakeOllama({ translate: () => '布拉格' });
    const host = await server.listen();
    try {
      const references = [
        { language: 'cs', title: 'Praha', chinese: '布拉格' },
        { language: 'km', title: 'ភ្នំពេញ', chinese: '金边' },
      ];
      const evaluations = [
        await evaluate(ollamaTranslator({ host }), references),
        await evaluate(transcriptionTranslator(), references),
      ];
      const text = markdown(references, evaluations);
      expect(text).toMatch(/\| ollama:qwen3:0\.6b \| 50\.0% \| 50\.0 \| 0 \|/);
      expect(text).toContain('| km | ភ្នំពេញ | 金边 | 布拉格 | — (unsupported-script:Khmer) |');
      const data = JSON.parse(json(references, evaluations)) as {
        translators: { exact: number }[];
      };
      expect(data.translators.map(({ exact }) => exact)).toEqual([1, 1]);
    } finally {
      await server.close();
    }
  });
});
