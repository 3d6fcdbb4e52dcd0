import type { Article } from '../../src/api/contract.js';
import { addressOf, filtersOf } from '../address/address.js';
import { isolated, make } from '../page/dom.js';
import { nameOf, t } from '../page/language.js';
import type { TextName } from '../page/texts.js';
import { chineseTitle, originalTitle, timeText } from './article-text.js';

const STATUS: Record<Article['status'], TextName> = {
  translated: 'translated',
  passthrough: 'passthrough',
  failed: 'failedTitles',
  pending: 'pending',
};

/** A row of the titles table. Roles are spelt out because the phone's layout takes the table's away. */
export function titleRow(article: Article): HTMLElement {
  const status = make('span', {
    class: `status status-${article.status}`,
    text: t(STATUS[article.status]),
  });
  const row = make(
    'tr',
    {},
    cell('cell-time', timeText(article.time, true)),
    cell('cell-title', originalTitle(article)),
    cell(
      'cell-zh',
      article.titleZh === null
        ? make('span', { class: 'quiet', text: '—' })
        : chineseTitle(article),
    ),
    cell('cell-language', make('span', { text: nameOf(article.language) })),
    cell('cell-contributor', contributor(article.contributor)),
    cell('cell-status', status),
  );
  row.setAttribute('role', 'row');
  return row;
}

function contributor(name: string): HTMLElement {
  if (name === '') return make('span', { text: '–' });
  const link = make('a', { class: 'plain' }, isolated(name));
  link.href = addressOf({ ...filtersOf(location.search), contributor: name }).href;
  return link;
}

function cell(name: string, content: HTMLElement): HTMLTableCellElement {
  const holder = make('td', { class: name }, content);
  holder.setAttribute('role', 'cell');
  return holder;
}
