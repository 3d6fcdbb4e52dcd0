/** Every text of the page, in both languages. */
const texts = {
  zh: {
    heading: '维基百科新建条目',
    figures: '概况',
    total: '条目总数',
    today: '今日新建',
    perMinute: '每分钟新建',
    translated: '已有中文标题',
    behind: '距最新事件（秒）',
    hours: '每小时新建条目',
    languages: '各语言版本',
    contributors: '最活跃的贡献者',
    latest: '最新条目',
    empty: '还没有条目：流水线刚刚启动，第一批几秒后就会出现。',
    time: '时间',
    title: '原标题',
    translation: '中文标题',
    language: '语言',
    contributor: '贡献者',
    pending: '等待翻译',
    failed: '未能翻译',
    connected: '实时更新中',
    disconnected: '连接中断，正在重连…',
    switch: 'English',
  },
  en: {
    heading: 'New Wikipedia articles',
    figures: 'Figures',
    total: 'articles in all',
    today: 'today',
    perMinute: 'per minute',
    translated: 'with a Chinese title',
    behind: 'seconds since the latest event',
    hours: 'New articles per hour',
    languages: 'Wikipedia editions',
    contributors: 'Most active contributors',
    latest: 'Latest articles',
    empty: 'No articles yet: the pipeline has just started; the first arrive within seconds.',
    time: 'Time',
    title: 'Title',
    translation: 'In Chinese',
    language: 'Language',
    contributor: 'Contributor',
    pending: 'waiting for translation',
    failed: 'not translatable',
    connected: 'live',
    disconnected: 'connection lost, trying again …',
    switch: '中文',
  },
} as const;

export type Language = keyof typeof texts;
export type TextName = keyof (typeof texts)['zh'];

/** The language the address asks for (`?lang=en`), else the browser's. */
export function initialLanguage(): Language {
  const asked = new URL(location.href).searchParams.get('lang');
  if (asked === 'zh' || asked === 'en') return asked;
  return navigator.language.startsWith('zh') ? 'zh' : 'en';
}

export function text(language: Language, name: TextName): string {
  return texts[language][name];
}
