import type { Statistics } from '../../src/api/contract.js';
import { byId, make, resize, setText } from '../page/dom.js';
import { duration, nameOf, percent, t } from '../page/language.js';
import { showParts } from './parts-of-whole.js';

const SHOWN = 6;

/** How much is translated and how long it takes, in all and by edition. */
export function showTranslation({ translation, languages }: Statistics): void {
  showParts(byId('translation-bar'), byId('translation-legend'), [
    { label: t('translated'), value: translation.translated, tone: 'accent' },
    { label: t('passthrough'), value: translation.passthrough, tone: 'soft' },
    { label: t('pending'), value: translation.pending, tone: 'line' },
    { label: t('failedTitles'), value: translation.failed, tone: 'bad' },
  ]);
  const editions = translation.byLanguage.slice(0, SHOWN);
  const rows = resize(byId('coverage-rows'), editions.length, makeRow);
  for (const [index, edition] of editions.entries()) {
    const [head, coverage, latency] = rows[index]?.children ?? [];
    const name = languages.find(({ code }) => code === edition.code);
    if (head) setText(head, name ? nameOf(name) : edition.code);
    const [track, figure] = coverage?.children ?? [];
    if (figure) setText(figure, percent(edition.done, edition.total));
    (track?.firstElementChild as HTMLElement | null)?.style.setProperty(
      'inline-size',
      `${((edition.done / Math.max(1, edition.total)) * 100).toFixed(2)}%`,
    );
    const seconds = edition.averageLatencySeconds;
    if (latency) setText(latency, seconds === null ? '–' : duration(seconds, 1));
  }
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
      { class: 'coverage' },
      make('span', { class: 'bar-track' }, make('span', { class: 'bar-fill' })),
      make('span'),
    ),
    make('td', { class: 'number' }),
  );
}
