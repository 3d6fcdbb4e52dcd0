import { isolated, make, resize, setText } from '../page/dom.js';
import { count, t } from '../page/language.js';

/** One line of a ranking. */
export interface Bar {
  readonly label: string;
  /** A Wikipedia language code, where the label is in that language. */
  readonly lang?: string;
  readonly value: number;
  readonly note?: string;
  readonly bot?: boolean;
  readonly href?: string;
  /** Not ranked with the others: named below them, without a bar. */
  readonly quiet?: boolean;
}

/** A ranking as a list of bars: text first, the bar beneath it only underlines. */
export function showBars(list: HTMLElement, bars: readonly Bar[]): void {
  const most = Math.max(1, ...bars.map(({ value, quiet }) => (quiet ? 0 : value)));
  const rows = resize(list, bars.length, () =>
    make(
      'li',
      { class: 'bar' },
      make('span', { class: 'bar-label' }),
      make('span', { class: 'bar-value' }),
      make('span', { class: 'bar-note' }),
      make('span', { class: 'bar-track' }, make('span', { class: 'bar-fill' })),
    ),
  );
  for (const [index, bar] of bars.entries()) {
    const row = rows[index];
    const [label, value, note, track] = row?.children ?? [];
    if (!row || !label || !value || !note) continue;
    row.classList.toggle('is-quiet', bar.quiet === true);
    showLabel(label, bar);
    setText(value, count(bar.value));
    setText(note, bar.note ?? '');
    (track?.firstElementChild as HTMLElement | null)?.style.setProperty(
      'inline-size',
      `${(Math.min(1, bar.value / most) * 100).toFixed(2)}%`,
    );
  }
}

function showLabel(holder: Element, bar: Bar): void {
  const state = JSON.stringify([bar.label, bar.bot, bar.href, bar.bot && t('bot')]);
  if (holder.getAttribute('data-shown') === state) return;
  holder.setAttribute('data-shown', state);
  const text = isolated(bar.label, bar.lang);
  const name = bar.href ? make('a', {}, text) : text;
  if (name instanceof HTMLAnchorElement && bar.href) name.href = bar.href;
  holder.replaceChildren(
    name,
    ...(bar.bot ? [make('span', { class: 'badge', text: t('bot') })] : []),
  );
}
