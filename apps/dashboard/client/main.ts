import type { LatestArticle, Statistics } from '../src/queries/statistics.js';
import { Bars } from './charts.js';
import { initialLanguage, text, type Language, type TextName } from './texts.js';

let language: Language = initialLanguage();
let statistics: Statistics | undefined;
let connected = false;

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}`);
  return found;
};
const charts = {
  hours: new Bars(element('hours'), false),
  languages: new Bars(element('languages'), true),
  contributors: new Bars(element('contributors'), true),
};

function showTexts(): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = text(language, 'heading');
  for (const holder of document.querySelectorAll<HTMLElement>('[data-text]')) {
    holder.textContent = text(language, holder.dataset.text as TextName);
  }
  for (const holder of document.querySelectorAll<HTMLElement>('[data-label]')) {
    holder.ariaLabel = text(language, holder.dataset.label as TextName);
  }
  element('language').textContent = text(language, 'switch');
  showConnection();
}

function showConnection(): void {
  const status = element('connection');
  status.textContent = text(language, connected ? 'connected' : 'disconnected');
  status.parentElement?.setAttribute('data-connected', String(connected));
}

function showStatistics(): void {
  if (!statistics) return;
  const now = statistics;
  const number = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en');
  const figures = {
    total: now.total,
    today: now.today,
    'per-minute': now.perMinute,
    translated: now.translated,
    'seconds-behind': now.secondsBehind,
  };
  for (const [name, value] of Object.entries(figures)) {
    const tile = document.querySelector<HTMLElement>(`[data-metric="${name}"]`);
    if (!tile) continue;
    tile.textContent = value === null ? '–' : number.format(value);
    tile.dataset.value = String(value ?? '');
  }
  charts.hours.show(now.hours.map(({ hour, count }) => ({ label: hour.slice(5), value: count })));
  charts.languages.show(
    now.languages.map((row) => ({ label: languageName(row), value: row.count })),
  );
  charts.contributors.show(
    now.contributors.map(({ name, count }) => ({ label: name, value: count })),
  );
  element('empty').hidden = now.latest.length > 0;
  element('articles').replaceChildren(...now.latest.map(articleRow));
}

function languageName(row: {
  readonly code: string;
  readonly zh: string | null;
  readonly en: string | null;
}): string {
  return (language === 'zh' ? row.zh : row.en) ?? row.code;
}

function articleRow(article: LatestArticle): HTMLTableRowElement {
  const row = document.createElement('tr');
  row.dataset.article = article.key;
  const title = article.url ? link(article.url, article.title) : isolated(article.title);
  const translation = article.titleZh
    ? isolated(article.titleZh)
    : note(text(language, article.status === 'failed' ? 'failed' : 'pending'));
  translation.lang = 'zh-CN';
  title.lang = article.language.code;
  for (const content of [
    isolated(article.time?.slice(5, 16) ?? ''),
    title,
    translation,
    isolated(languageName(article.language)),
    isolated(article.contributor),
  ]) {
    const cell = document.createElement('td');
    cell.append(content);
    row.append(cell);
  }
  return row;
}

/** Text in its own direction, so that it cannot reorder what stands beside it. */
function isolated(content: string): HTMLElement {
  const holder = document.createElement('bdi');
  holder.textContent = content;
  return holder;
}

function link(url: string, content: string): HTMLElement {
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.rel = 'noreferrer';
  anchor.append(isolated(content));
  return anchor;
}

function note(content: string): HTMLElement {
  const holder = isolated(content);
  holder.className = 'none';
  return holder;
}

element('language').addEventListener('click', () => {
  language = language === 'zh' ? 'en' : 'zh';
  const address = new URL(location.href);
  address.searchParams.set('lang', language);
  history.replaceState(null, '', address);
  showTexts();
  showStatistics();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showStatistics);

const live = new EventSource('/api/live');
live.addEventListener('statistics', (event: MessageEvent<string>) => {
  statistics = JSON.parse(event.data) as Statistics;
  showStatistics();
});
live.addEventListener('open', () => {
  connected = true;
  showConnection();
});
live.addEventListener('error', () => {
  connected = false;
  showConnection();
});
showTexts();
