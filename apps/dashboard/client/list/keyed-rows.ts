/** A list whose rows stay the same elements while their items do: only what changed is drawn. */
export class KeyedRows<T extends { readonly key: string }> {
  readonly #list: HTMLElement;
  readonly #draw: (item: T) => HTMLElement;
  readonly #rows = new Map<string, { readonly row: HTMLElement; readonly drawn: string }>();
  #begun = false;

  constructor(list: HTMLElement, draw: (item: T) => HTMLElement) {
    this.#list = list;
    this.#draw = draw;
  }

  /**
   * Shows these items in this order. Rows that were not there before are marked as new, other than
   * the first ones of all and when `anew` says that the list is another.
   */
  show(items: readonly T[], variant: string, anew = false): void {
    const begun = this.#begun && !anew;
    this.#begun = items.length > 0;
    const wanted = items.map((item) => {
      const drawn = JSON.stringify([variant, item]);
      const before = this.#rows.get(item.key);
      if (before?.drawn === drawn) return before.row;
      const row = this.#draw(item);
      row.dataset.article = item.key;
      if (begun && !before) row.classList.add('is-new');
      // A focused link stays focused when its row is drawn again.
      const focused = before?.row.contains(document.activeElement) ?? false;
      before?.row.replaceWith(row);
      if (focused) row.querySelector<HTMLElement>('a')?.focus({ preventScroll: true });
      this.#rows.set(item.key, { row, drawn });
      return row;
    });
    const keys = new Set(items.map(({ key }) => key));
    for (const [key, { row }] of this.#rows) {
      if (keys.has(key)) continue;
      row.remove();
      this.#rows.delete(key);
    }
    let place = this.#list.firstElementChild;
    for (const row of wanted) {
      if (row === place) place = place.nextElementSibling;
      else this.#list.insertBefore(row, place);
    }
  }
}
