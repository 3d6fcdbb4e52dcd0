import { describe, expect, it } from 'vitest';
import { transcriptionTranslator } from '../../backends/transcription/transcription.js';
import { targetOf } from '../index.js';

describe('Chinese titles', () => {
  const titles = [
    { title: '香港電影', from: 'zh-yue' },
    { title: '臺灣', from: 'zh-min-nan' },
  ];

  it('are written in simplified characters for zh, as they are for zh-Hani', async () => {
    const texts = async (to: string) =>
      (await transcriptionTranslator().translate(titles, { to })).map((result) =>
        result.status === 'passthrough' ? result.text : result,
      );
    expect(await texts('zh')).toEqual(['香港电影', '台湾']);
    expect(await texts('zh-Hani')).toEqual(['香港電影', '臺灣']);
  });

  it("and a model's answers likewise", () => {
    expect(targetOf('zh').normalize('東京鐵塔')).toBe('东京铁塔');
    expect(targetOf('zh-Hani').normalize('東京鐵塔')).toBe('東京鐵塔');
  });

  it('are all there is to translate into', () => {
    expect(() => targetOf('fr')).toThrow('known: zh, zh-Hani');
  });
});
