import { texts, type Language, type TextName } from './texts.js';
import { remember, remembered } from './memory.js';

let current: Language = initial();
let numbers = new Intl.NumberFormat(tag());
let shortNumbers = shortNumberFormat();
let days = dayFormat();

export function language(): Language {
  return current;
}

/** Switches the language, puts it into the address and remembers it. */
export function switchLanguage(): void {
  current = current === 'zh' ? 'en' : 'zh';
  numbers = new Intl.NumberFormat(tag());
  shortNumbers = shortNumberFormat();
  days = dayFormat();
  const address = new URL(location.href);
  address.searchParams.set('lang', current);
  history.replaceState(history.state, '', address);
  remember('language', current);
}

/** A text in the current language; `{name}` is replaced by the value of that name. */
export function t(name: TextName, values: Readonly<Record<string, string>> = {}): string {
  const [one = '', many = one] = texts[current][name].split('|');
  return (values.count === '1' ? one : many).replaceAll(
    /\{(\w+)\}/g,
    (whole, key: string) => values[key] ?? whole,
  );
}

/** A count as the language writes it. */
export function count(value: number): string {
  return numbers.format(value);
}

/** A count in a narrow place: from ten thousand on in words or letters for the size, `128K`. */
export function shortCount(value: number): string {
  return value < 10_000 ? count(value) : shortNumbers.format(value);
}

/** A rate, with a decimal where it tells something. */
export function rate(value: number): string {
  return value < 100 ? value.toFixed(1) : count(Math.round(value));
}

/** `YYYY-MM-DD` as a day of the year, `24 Nov`. */
export function dayOfYear(date: string): string {
  return days.format(new Date(`${date}T00:00:00Z`));
}

/** A part of a whole, `0.042` as `4.2%`. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = (part / whole) * 100;
  if (share > 0 && share < 0.05) return '<0.1%';
  // What is not all must not be rounded to all.
  const shown = share > 99.9 && share < 100 ? 99.9 : share;
  return `${shown >= 99.95 || shown === 0 ? Math.round(shown) : shown.toFixed(1)}%`;
}

/** Seconds in the largest unit that says enough; `decimals` are those of a few seconds. */
export function duration(seconds: number, decimals = 0): string {
  if (seconds < 10) return t('seconds', { n: seconds.toFixed(decimals) });
  if (seconds < 120) return t('seconds', { n: count(Math.round(seconds)) });
  if (seconds < 7200) return t('minutes', { n: count(Math.round(seconds / 60)) });
  if (seconds < 172_800) return t('hoursUnit', { n: count(Math.round(seconds / 3600)) });
  return t('daysUnit', { n: count(Math.round(seconds / 86_400)) });
}

/** The name of a Wikipedia edition; its code while there is none. */
export function nameOf(edition: {
  readonly code: string;
  readonly zh: string | null;
  readonly en: string | null;
}): string {
  return edition[current] ?? edition.code;
}

/** Fills every element that names its text, and the page's own language. */
export function showTexts(title: TextName): void {
  document.documentElement.lang = tag();
  document.title = `${t(title)} · ${t('heading')}`;
  for (const holder of document.querySelectorAll<HTMLElement>('[data-text]')) {
    holder.textContent = t(holder.dataset.text as TextName);
  }
  for (const holder of document.querySelectorAll<HTMLElement>('[data-label]')) {
    holder.ariaLabel = t(holder.dataset.label as TextName);
  }
  for (const holder of document.querySelectorAll<HTMLInputElement>('[data-hint]')) {
    holder.placeholder = t(holder.dataset.hint as TextName);
  }
}

function tag(): string {
  return current === 'zh' ? 'zh-CN' : 'en';
}

function shortNumberFormat(): Intl.NumberFormat {
  return new Intl.NumberFormat(tag(), { notation: 'compact', maximumSignificantDigits: 3 });
}

function dayFormat(): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(tag(), { month: 'short', day: 'numeric', timeZone: 'UTC' });
}

/** What the address asks for (`?lang=en`), else what was chosen before, else the browser's. */
function initial(): Language {
  for (const wish of [new URL(location.href).searchParams.get('lang'), remembered('language')]) {
    if (wish === 'zh' || wish === 'en') return wish;
  }
  return navigator.language.startsWith('zh') ? 'zh' : 'en';
}
