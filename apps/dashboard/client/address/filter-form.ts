import type { Languages } from '../../src/api/contract.js';
import { make } from '../page/dom.js';
import { count, nameOf, t } from '../page/language.js';
import { filtersOf, type FilterName, type Filters } from './address.js';
import { FilterDisclosure } from './filter-disclosure.js';

/** Typing is followed at this distance. */
const TYPING_MS = 300;

/** The form of the filters. Its fields are named as the filters are. */
export class FilterForm {
  readonly #form: HTMLFormElement;
  readonly #disclosure = new FilterDisclosure();
  #languages: Languages = [];
  #today = '';
  #typing: ReturnType<typeof setTimeout> | undefined;

  /** @param onChange called with the filters chosen, and whether they were being typed */
  constructor(form: HTMLFormElement, onChange: (filters: Filters, typing: boolean) => void) {
    this.#form = form;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#settle();
      onChange(this.filters, false);
    });
    form.addEventListener('input', (event) => {
      const typed = (event.target as HTMLInputElement).type === 'search';
      if (!typed) return;
      this.#settle();
      this.#typing = setTimeout(() => onChange(this.filters, true), TYPING_MS);
    });
    form.addEventListener('change', (event) => {
      if ((event.target as HTMLInputElement).type === 'search') return;
      this.#settle();
      onChange(this.filters, false);
    });
    for (const button of form.querySelectorAll<HTMLButtonElement>('[data-days]')) {
      button.addEventListener('click', () => {
        this.#settle();
        onChange(this.#withDays(button.dataset.days ?? ''), false);
      });
    }
    form.querySelector('[data-reset]')?.addEventListener('click', () => {
      this.#settle();
      onChange({}, false);
      // The button goes away with the filters; the keyboard must not end up nowhere.
      form.querySelector<HTMLElement>('input, select')?.focus();
    });
  }

  /** Today in the pipeline's zone; ranges of days end there. */
  set today(date: string) {
    if (date === this.#today) return;
    this.#today = date;
    this.#showRange(this.filters);
  }

  set languages(languages: Languages) {
    this.#languages = languages;
    this.refresh();
  }

  get filters(): Filters {
    const parameters = new URLSearchParams();
    for (const [name, value] of new FormData(this.#form)) {
      if (typeof value === 'string') parameters.set(name, value);
    }
    return filtersOf(parameters.toString());
  }

  /** Shows these filters. */
  show(filters: Filters): void {
    this.#settle();
    this.#showLanguages(filters.language);
    for (const field of this.#form.elements) {
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) {
        const value = filters[field.name as FilterName] ?? '';
        // Setting what is there already would move the cursor.
        if (field.value.trim() !== value) field.value = value;
        field.toggleAttribute('data-unset', value === '');
      }
    }
    this.#showRange(filters);
    this.#disclosure.show(filters);
    const reset = this.#form.querySelector<HTMLElement>('[data-reset]');
    if (reset) reset.hidden = Object.keys(filters).length === 0;
  }

  /** Names the languages anew; what is being typed or chosen stays. */
  refresh(): void {
    this.#showLanguages(this.filters.language);
  }

  #showRange(filters: Filters): void {
    for (const button of this.#form.querySelectorAll<HTMLButtonElement>('[data-days]')) {
      const range = this.#withDays(button.dataset.days ?? '');
      button.ariaPressed = String(range.from === filters.from && range.to === filters.to);
    }
  }

  #withDays(days: string): Filters {
    const { from: _from, to: _to, ...rest } = this.filters;
    if (days === '' || this.#today === '') return rest;
    const start = new Date(`${this.#today}T00:00:00Z`);
    start.setUTCDate(start.getUTCDate() - Number(days) + 1);
    return { ...rest, from: start.toISOString().slice(0, 10) };
  }

  #showLanguages(chosen: string | undefined): void {
    const select = this.#form.elements.namedItem('language');
    if (!(select instanceof HTMLSelectElement)) return;
    const unknown = chosen && !this.#languages.some(({ code }) => code === chosen);
    const options = [
      { value: '', text: t('allLanguages') },
      ...this.#languages.map((edition) => ({
        value: edition.code,
        text: `${nameOf(edition)} (${count(edition.count)})`,
      })),
      ...(unknown ? [{ value: chosen, text: chosen }] : []),
    ];
    const before = [...select.options].map(({ value, text }) => `${value} ${text}`).join('\n');
    if (before === options.map(({ value, text }) => `${value} ${text}`).join('\n')) return;
    select.replaceChildren(
      ...options.map(({ value, text }) => {
        const option = make('option', { text });
        option.value = value;
        return option;
      }),
    );
    select.value = chosen ?? '';
  }

  #settle(): void {
    clearTimeout(this.#typing);
  }
}
