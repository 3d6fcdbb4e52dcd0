import { remember } from './memory.js';

const system = matchMedia('(prefers-color-scheme: dark)');

export type Theme = 'light' | 'dark';

/** The theme shown: the chosen one, else the system's. */
export function theme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return system.matches ? 'dark' : 'light';
}

/** Shows the other theme; a choice that is the system's own is not kept, so that it follows the system again. */
export function switchTheme(): void {
  const wanted: Theme = theme() === 'dark' ? 'light' : 'dark';
  if (wanted === (system.matches ? 'dark' : 'light')) {
    delete document.documentElement.dataset.theme;
    remember('theme', null);
  } else {
    document.documentElement.dataset.theme = wanted;
    remember('theme', wanted);
  }
}

/** Calls `listener` when the system changes its theme. */
export function onSystemTheme(listener: () => void): void {
  system.addEventListener('change', listener);
}
