import type { Statistics } from '../../src/api/contract.js';
import { byId, make, resize, setText } from '../page/dom.js';
import { count, nameOf, t } from '../page/language.js';

const HOURS = 24;
const SHOWN = 15;

/** Articles by edition and hour of the day: a table whose cells are coloured, so that it can also be read. */
export function showHeatMap({ heatMap, languages }: Statistics): void {
  showHead();
  const rows = resize(byId('heat-map-rows'), Math.min(heatMap.length, SHOWN), makeRow);
  for (const [index, row] of rows.entries()) {
    const { code = '', counts = [] } = heatMap[index] ?? {};
    const edition = languages.find((entry) => entry.code === code);
    const name = edition ? nameOf(edition) : code;
    // Each edition has its own scale: the picture is of daily rhythms, the sizes stand beside it.
    const most = Math.max(1, ...counts);
    const [head, ...cells] = row.children;
    if (head) setText(head, name);
    for (const [hour, cell] of cells.entries())
      showCell(cell as HTMLElement, name, hour, counts[hour] ?? 0, most);
  }
}

function showCell(
  cell: HTMLElement,
  name: string,
  hour: number,
  value: number,
  most: number,
): void {
  const text = count(value);
  const title = `${name} ${t('hourOfDay', { hour: String(hour) })}  ${t('articles', { count: text })}`;
  if (cell.title === title && cell.dataset.most === String(most)) return;
  cell.title = title;
  cell.dataset.most = String(most);
  cell.style.setProperty('--heat', `${((value / most) * 100).toFixed(1)}%`);
  const holder = cell.firstElementChild;
  if (holder) setText(holder, text);
}

function showHead(): void {
  const head = byId('heat-map-hours');
  const cells = resize(head, HOURS + 1, () => make('th'));
  for (const [index, cell] of cells.entries()) {
    cell.setAttribute('scope', 'col');
    const hour = index - 1;
    const label = cell.firstElementChild ?? cell.appendChild(make('span'));
    label.className = index > 0 && hour % 3 === 0 ? 'hour' : 'visually-hidden';
    setText(label, index === 0 ? t('language') : String(hour));
  }
}

function makeRow(): HTMLTableRowElement {
  const head = make('th');
  head.scope = 'row';
  return make(
    'tr',
    {},
    head,
    ...Array.from({ length: HOURS }, () =>
      make('td', {}, make('span', { class: 'visually-hidden' })),
    ),
  );
}
