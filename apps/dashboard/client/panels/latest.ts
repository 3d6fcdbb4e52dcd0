import type { Article, RecentFigures } from '../../src/api/contract.js';
import { chineseTitle, originalTitle, timeText } from '../list/article-text.js';
import { KeyedRows } from '../list/keyed-rows.js';
import { byId, isolated, make } from '../page/dom.js';
import { language, nameOf } from '../page/language.js';

/** As many as a wall has room for; elsewhere the last of them are left out by the stylesheet. */
const SHOWN = 10;

/** The newest articles, arriving at the top. */
export class Latest {
  readonly #rows = new KeyedRows<Article>(byId('latest'), drawRow);

  /** @param anew whether another view is shown than before */
  show({ latest }: RecentFigures, anew: boolean): void {
    this.#rows.show(latest.slice(0, SHOWN), language(), anew);
  }
}

function drawRow(article: Article): HTMLElement {
  return make(
    'li',
    { class: 'latest-row' },
    make('div', { class: 'latest-title' }, originalTitle(article)),
    make('div', { class: 'latest-zh' }, chineseTitle(article)),
    make(
      'div',
      { class: 'latest-meta' },
      timeText(article.time, false),
      make('span', { text: nameOf(article.language) }),
      make('span', {}, isolated(article.contributor)),
    ),
  );
}
