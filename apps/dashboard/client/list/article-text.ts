import type { Article } from '../../src/api/contract.js';
import { isolated, make } from '../page/dom.js';
import { languageTag } from '../page/language-tag.js';
import { t } from '../page/language.js';
import type { TextName } from '../page/texts.js';

const WITHOUT: Partial<Record<Article['status'], TextName>> = {
  pending: 'pending',
  failed: 'failedTitles',
};

/** The original title, a link where the article has an address. */
export function originalTitle({ title, url, language }: Article): HTMLElement {
  const text = isolated(title, languageTag(language.code));
  if (url === '') return text;
  const link = make('a', {}, text);
  link.href = url;
  link.rel = 'noreferrer';
  return link;
}

/** The Chinese title, or why there is none. */
export function chineseTitle({ titleZh, status }: Article): HTMLElement {
  if (titleZh !== null) return isolated(titleZh, 'zh-CN');
  return make('span', { class: 'quiet', text: t(WITHOUT[status] ?? 'pending') });
}

/** `HH:mm:ss` or, with its day, `YYYY-MM-DD HH:mm:ss`; machine-readable beside it. */
export function timeText(time: string | null, withDay: boolean): HTMLElement {
  if (!time) return make('span', { text: '–' });
  const holder = make('time', { text: time.slice(withDay ? 5 : 11, 19) });
  holder.dateTime = time.replace(' ', 'T');
  if (withDay) {
    const year = time.slice(0, 5);
    const isThis = year === `${new Date().getFullYear()}-`;
    holder.prepend(isThis ? make('span', { class: 'this-year', text: year }) : year);
  }
  return holder;
}
