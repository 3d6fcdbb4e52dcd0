import type { TitleFilters, TranslationStatus } from '../../src/api/contract.js';

/** A view's filters; those of the statistics are the same without search, contributor and status. */
export type Filters = TitleFilters;

export type FilterName = keyof TitleFilters;

const STATUSES: readonly TranslationStatus[] = ['translated', 'passthrough', 'failed', 'pending'];
const NAMES: readonly FilterName[] = ['search', 'language', 'contributor', 'status', 'from', 'to'];
const SHARED: readonly FilterName[] = ['language', 'from', 'to'];
const DATE = /^\d{4}-\d\d-\d\d$/;

/** The filters of the page's address; what is not understood is left out. */
export function filtersOf(search: string, names: readonly FilterName[] = NAMES): Filters {
  const parameters = new URLSearchParams(search);
  const filters: { -readonly [K in FilterName]?: string } = {};
  for (const name of names) {
    const value = parameters.get(name)?.trim() ?? '';
    if (value !== '' && valid(name, value)) filters[name] = value;
  }
  return filters as Filters;
}

/** The statistics' filters. */
export function sharedFiltersOf(search: string): Filters {
  return filtersOf(search, SHARED);
}

/** Filters as parameters of the API, in one order, so that equal views ask for equal addresses. */
export function queryOf(filters: Filters): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const name of NAMES) {
    const value = filters[name];
    if (value) parameters.set(name, value);
  }
  return parameters;
}

/** Puts filters into the page's address: a new entry to go back from, or in place of the present one. */
export function writeAddress(filters: Filters, how: 'push' | 'replace'): void {
  const address = addressOf(filters);
  if (address.href === location.href) return;
  if (how === 'push') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
}

/** The page's address with these filters instead of its own. */
export function addressOf(filters: Filters, path = location.pathname): URL {
  const address = new URL(path, location.href);
  const language = new URL(location.href).searchParams.get('lang');
  const parameters = queryOf(filters);
  if (language) parameters.set('lang', language);
  address.search = parameters.toString();
  return address;
}

/** What a link to the other page takes along, from `?` on. */
export function sharedQuery(): string {
  return addressOf(sharedFiltersOf(location.search)).search;
}

export function sameFilters(one: Filters, other: Filters): boolean {
  return queryOf(one).toString() === queryOf(other).toString();
}

function valid(name: FilterName, value: string): boolean {
  if (name === 'from' || name === 'to') return DATE.test(value) && !Number.isNaN(Date.parse(value));
  if (name === 'status') return (STATUSES as readonly string[]).includes(value);
  return value.length <= 200;
}
