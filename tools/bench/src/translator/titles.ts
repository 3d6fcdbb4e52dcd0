import type { NewArticle } from '@wikistream/wiki-events';

/** What titles are made of: the scripts and lengths a Wikipedia edition really has. */
const KINDS = [
  ['en', (n) => `Albert Kingsley (born ${n})`],
  ['de', (n) => `Bahnhof Oberndorf ${n}`],
  ['ru', (n) => `Кобозев, Александр ${n}`],
  ['fr', (n) => `Rivière de la Montagne Blanche (${n})`],
  ['vi', (n) => `Sân bay Thành phố ${n}`],
  ['ar', (n) => `محمد عبد الله ${n}`],
  ['es', (n) => `Iglesia de San Martín ${n}`],
  ['uk', (n) => `Вулиця Шевченка ${n}`],
  ['el', (n) => `Δήμος Αθηναίων ${n}`],
  ['nl', (n) => `Lijst van gebouwen in Utrecht ${n}`],
] as const satisfies readonly (readonly [string, (n: number) => string])[];

/** The `n`th article of the benchmark: its title occurs once, so that no cache knows it. */
export function articleOf(n: number): NewArticle {
  const [language, titleOf] = KINDS[n % KINDS.length]!;
  const title = titleOf(n);
  return {
    id: n,
    opt_type: 'new',
    title,
    title_url: `https://${language}.wikipedia.org/wiki/${title.replaceAll(' ', '_')}`,
    opt_time: '2026-05-01 08:00:00',
    contributor: 'Benchmark',
    registration: null,
    gender: 'unknown',
    edit_count: '0',
    event_id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    wiki: `${language}wiki`,
    language_code: language,
    event_time: '2026-05-01T00:00:00.000Z',
  };
}

const CHINESE = '维基百科条目之译名如下所示甲乙丙丁戊己庚辛壬癸';

/** An answer every check lets pass: Chinese, as long as fits the title, with the title's digits. */
export function answerTo(title: string): string {
  const length = Math.min(CHINESE.length, 2 + Math.ceil(title.length / 6));
  return CHINESE.slice(0, length) + (/\d+/.exec(title)?.[0] ?? '');
}
