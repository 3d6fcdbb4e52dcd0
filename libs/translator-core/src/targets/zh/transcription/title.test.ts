import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transcriptionTranslator } from '../../../backends/transcription/transcription.js';
import { hasForbiddenCharacters } from '../../../text/clean.js';

const translator = transcriptionTranslator();
const one = async (title: string, from: string) =>
  (await translator.translate([{ title, from }]))[0]!;

describe('transcription', () => {
  it.each([
    ['de', 'Maupasina', '莫帕西纳'],
    ['vo', 'Jean-Claude Chamboredon', '让-克洛德·尚博雷东'],
    ['ru', 'Кобозев, Александр Александрович', '亚历山大·亚历山德罗维奇·科博泽夫'],
    ['ru', 'Чехов, Антон Павлович (писатель)', '安东·帕夫洛维奇·切霍夫 (皮萨捷尔)'],
    ['fr', 'Gérard Depardieu', '热拉尔·德帕尔迪厄'],
    ['es', 'Gabriel García Márquez', '加布里埃尔·加西亚·马尔克斯'],
    ['it', 'Giuseppe Garibaldi', '朱塞佩·加里巴尔迪'],
    ['de', 'Joachim Löw', '约阿希姆·勒夫'],
    ['pl', 'Władysław Szpilman', '瓦迪斯瓦夫·什皮尔曼'],
    ['cs', 'Václav Havel', '瓦茨拉夫·哈韦尔'],
    ['en', 'Blake Stone', '布莱克·斯通'],
    ['en', 'Władysław Szpilman', '瓦迪斯瓦夫·什皮尔曼'],
    ['bg', 'София', '索菲亚'],
    ['uk', 'Євген Ґудзь', '叶夫亨·古德兹'],
    ['ko', '서울', '首尔'],
    ['ja', 'トム', '托穆'],
    ['ka', 'მიხეილ', '米赫伊尔'],
    ['hi', 'नरेन्द्र मोदी', '纳伦德尔·莫迪'],
    ['ar', 'محمد صلاح', '穆罕默德·萨拉'],
  ])('%s: %s', async (from, title, text) => {
    expect(await one(title, from)).toEqual({
      status: 'translated',
      text,
      translator: 'transcription',
    });
  });

  it.each([
    ['zh', '香港電影', '香港电影'],
    ['zh-yue', '粵語', '粤语'],
    ['zh', 'iPhone', 'iPhone'],
    ['nan', '臺灣', '台湾'],
    ['en', '1984', '1984'],
    ['en', 'NASA', 'NASA'],
    ['en', '🎉', '🎉'],
  ])('%s: %s passes', async (from, title, text) => {
    expect(await one(title, from)).toMatchObject({ status: 'passthrough', text });
  });

  it('keeps numbers, numerals, initials and parentheses', async () => {
    expect(await one('Louis XIV (1638)', 'fr')).toMatchObject({ text: '路易 XIV (1638)' });
    expect(await one('J. K. Smith', 'en')).toMatchObject({ text: 'J·K·史密斯' });
  });

  it('leaves no half-read sound in a Cyrillic word', async () => {
    const letters = [...'абвгґдђеєёжзиіїйјклљмнњоөпрстћуўүфхцчџшщъыьэәюяғқңһ'];
    const edition = fc.constantFrom('uk', 'ru', 'be', 'bg', 'sr', 'mk', 'kk', 'mn', 'tt');
    const word = fc.array(fc.constantFrom(...letters), { minLength: 3, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(edition, word, async (from, [first = '', ...rest]) => {
        const result = await one(first.toUpperCase() + rest.join(''), from);
        expect(result).toMatchObject({ text: expect.not.stringMatching(/[a-z]/) as string });
      }),
      { numRuns: 2_000 },
    );
  });

  it('says which script it cannot read', async () => {
    expect(await one('ភ្នំពេញ', 'km')).toMatchObject({
      status: 'failed',
      reason: 'unsupported-script:Khmer',
    });
  });

  it('writes letters of Taiwanese by sound, in its own edition too', async () => {
    expect(await one('Tâi-oân', 'zh-min-nan')).toMatchObject({ status: 'translated' });
  });

  it('of anything: never empty, never controlling, digits kept, bounded, the same every time', async () => {
    const scripts = [
      'abcXYZéß',
      'абвгдЯё',
      'αβγω',
      'カナーあ',
      '김서',
      'محمد',
      'שלום',
      'कमल',
      'ไทย',
      '漢字',
      "1984 ()-.,'’",
      '\u202e\u200b\u0000',
    ];
    const letter = fc.constantFrom(...scripts.flatMap((script) => [...script]));
    const title = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(letter, { maxLength: 60 }).map((letters) => letters.join('')),
    );
    const digits = (text: string) => text.normalize('NFC').match(/\d/g)?.sort().join('') ?? '';
    await fc.assert(
      fc.asyncProperty(
        title,
        fc.constantFrom('en', 'fr', 'de', 'ru', 'ja', 'ar', 'zh', 'xx'),
        async (text, from) => {
          const result = await one(text, from);
          expect(await one(text, from)).toEqual(result);
          if (result.status === 'failed') {
            expect(result.reason).toMatch(/^(empty|too-long|unsupported-script:\w+)$/);
            return;
          }
          expect(result.text).not.toBe('');
          expect(hasForbiddenCharacters(result.text)).toBe(false);
          expect(digits(result.text)).toBe(digits(text));
          expect(result.text.length).toBeLessThanOrEqual(4 * text.length + 8);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
