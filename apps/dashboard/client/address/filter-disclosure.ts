import { byId, setText } from '../page/dom.js';
import type { Filters } from './address.js';

/**
 * Where the window is narrow, all filters but the first are behind a button, which tells how many of them
 * are in effect. The stylesheet decides where that is.
 */
export class FilterDisclosure {
  readonly #button = byId('filters-toggle');

  constructor() {
    this.#button.addEventListener('click', () => {
      const open = this.#button.ariaExpanded !== 'true';
      this.#button.ariaExpanded = String(open);
      byId('more-filters').toggleAttribute('data-open', open);
    });
  }

  show({ search: _inSight, ...behind }: Filters): void {
    const count = Object.keys(behind).length;
    const holder = this.#button.querySelector<HTMLElement>('.in-effect');
    if (!holder?.firstElementChild) return;
    holder.hidden = count === 0;
    setText(holder.firstElementChild, String(count));
  }
}
