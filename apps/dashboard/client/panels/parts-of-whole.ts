import { make, resize, setText } from '../page/dom.js';
import { count, percent } from '../page/language.js';

/** One part of a divided bar. */
export interface Part {
  readonly label: string;
  readonly value: number;
  /** Class of its colour. */
  readonly tone: 'accent' | 'soft' | 'good' | 'warn' | 'bad' | 'line';
}

/** A whole divided into parts: one bar, and a legend that carries the figures. */
export function showParts(bar: HTMLElement, legend: HTMLElement, parts: readonly Part[]): void {
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  const pieces = resize(bar, parts.length, () => make('span'));
  const entries = resize(legend, parts.length, () =>
    make('div', {}, make('dt'), make('dd'), make('dd', { class: 'quiet' })),
  );
  for (const [index, part] of parts.entries()) {
    const [piece, entry] = [pieces[index], entries[index]];
    if (!piece || !entry) continue;
    piece.className = `piece tone-${part.tone}`;
    piece.style.flexGrow = String(total === 0 ? 0 : part.value / total);
    entry.className = `tone-${part.tone}`;
    const [label, value, share] = entry.children;
    if (label) setText(label, part.label);
    if (value) setText(value, count(part.value));
    if (share) setText(share, percent(part.value, total));
  }
}
