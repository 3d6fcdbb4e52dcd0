import type { Statistics } from '../../src/api/contract.js';
import { byId, make, resize, setText } from '../page/dom.js';
import { duration, nameOf, percent, t } from '../page/language.js';
import { showParts } from './parts-of-whole.js';
import { leastTranslated } from './least-translated.js';

/** What became of the titles and how long it took: in all, and where most are without a Chinese one. */
export function showTranslation({ translation, languages }: Statistics): void {
  showParts(byId('translation-bar'), byId('translation-legend'), [
    { label: t('translated'), value: translation.translated, tone: 'accent' },
    { label: t('passthrough'), value: translation.passthrough, tone: 'soft' },
    { label: t('pending'), value: translation.pending, tone: 'line' },
    { label: t('failedTitles'), value: translation.failed, tone: 'bad' },
  ]);
  const editions = leastTranslated(translation.byLanguage);
  // Shares of a few in a hundred: measured by the largest, or no bar would be seen.
  const most = Math.max(...editions.map(({ without }) => without), Number.MIN_VALUE);
  const rows = resize(byId('uncovered-rows'), editions.length, makeRow);
  for (const [index, edition] of editions.entries()) {
    const [head, share, latency] = rows[index]?.children ?? [];
    const name = languages.find(({ code }) => code === edition.code);
    if (head) setText(head, name ? nameOf(name) : edition.code);
    const [track, figure] = share?.children ?? [];
    if (figure) setText(figure, percent(edition.without, 1));
    const [failed, pending] = track?.children ?? [];
    setLength(failed, edition.failed / most);
    setLength(pending, edition.pending / most);
    const seconds = edition.averageLatencySeconds;
    if (latency) setText(latency, seconds === null ? '–' : duration(seconds, 1));
  }
}

function setLength(piece: Element | undefined, share: number): void {
  (piece as HTMLElement | undefined)?.style.setProperty(
    'inline-size',
    `${(share * 100).toFixed(2)}%`,
  );
}

function makeRow(): HTMLTableRowElement {
  const head = make('th');
  head.scope = 'row';
  return make(
    'tr',
    {},
    head,
    make(
      'td',
      { class: 'uncovered' },
      make(
        'span',
        { class: 'bar-track' },
        make('span', { class: 'bar-fill tone-bad' }),
        make('span', { class: 'bar-fill tone-line' }),
      ),
      make('span'),
    ),
    make('td', { class: 'number' }),
  );
}
