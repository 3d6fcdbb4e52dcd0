import type { PipelineHealth } from '../../src/api/contract.js';
import { byId, make, resize, setText } from '../page/dom.js';
import { count, duration, rate, shortCount, t } from '../page/language.js';

const NAMES = { producer: 'producer', translator: 'translator', loader: 'loader' } as const;

/** How each part of the pipeline is. */
export function showHealth({ parts, secondsBehind }: PipelineHealth): void {
  setText(
    byId('health-behind'),
    secondsBehind === null ? '' : `${t('behind')} ${duration(secondsBehind)}`,
  );
  showAlarm(parts);
  byId('health-table').hidden = parts.length === 0;
  byId('health-none').hidden = parts.length > 0;
  const rows = resize(byId('health-rows'), parts.length, makeRow);
  for (const [index, part] of parts.entries()) {
    const row = rows[index];
    const [head, state, perSecond, lag, letters] = row?.children ?? [];
    if (!row || !head || !state || !perSecond || !lag || !letters) continue;
    row.dataset.up = String(part.up);
    setText(head, part.name in NAMES ? t(NAMES[part.name as keyof typeof NAMES]) : part.name);
    setText(state.lastElementChild ?? state, t(part.up ? 'up' : 'down'));
    setText(perSecond, part.perSecond === null ? '–' : rate(part.perSecond));
    showNumber(lag, part.lag);
    showNumber(letters, part.deadLetters);
    letters.classList.toggle('is-bad', (part.deadLetters ?? 0) > 0);
  }
}

function showNumber(cell: Element, value: number | null): void {
  setText(cell, value === null ? '–' : shortCount(value));
  const whole = value === null ? '' : count(value);
  if (cell.getAttribute('title') !== whole) cell.setAttribute('title', whole);
}

/** What is wrong, beside the large figures: the panel itself may be out of sight. */
function showAlarm(parts: PipelineHealth['parts']): void {
  const away = parts.filter(({ up }) => !up).length;
  const letters = parts.reduce((sum, { deadLetters }) => sum + (deadLetters ?? 0), 0);
  const expired = parts.reduce((sum, part) => sum + (part.expired ?? 0), 0);
  const faults = [
    ...(away > 0 ? [t('partsDown', { count: count(away) })] : []),
    ...(expired > 0 ? [t('expiredInAll', { count: count(expired) })] : []),
    // Last, since the panel has them too, and a wall has room for one line.
    ...(letters > 0 ? [t('deadLettersInAll', { count: count(letters) })] : []),
  ];
  const alarm = byId('alarm');
  alarm.hidden = faults.length === 0;
  setText(alarm, faults.join(' · '));
  alarm.title = faults.join('\n');
}

function makeRow(): HTMLTableRowElement {
  const head = make('th');
  head.scope = 'row';
  return make(
    'tr',
    {},
    head,
    make('td', {}, make('span', { class: 'dot' }), make('span')),
    make('td', { class: 'number' }),
    make('td', { class: 'number' }),
    make('td', { class: 'number' }),
  );
}
