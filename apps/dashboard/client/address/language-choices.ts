import { fetchLanguages } from '../live/requests.js';
import type { FilterForm } from './filter-form.js';

const FRESH_MS = 300_000;
const EMPTY_MS = 5_000;

/** Keeps the form's list of languages up to date; while there are none yet, it is asked for more often. */
export async function keepLanguages(form: FilterForm): Promise<void> {
  let wait = EMPTY_MS;
  try {
    const languages = await fetchLanguages();
    form.languages = languages;
    if (languages.length > 0) wait = FRESH_MS;
  } catch {
    // The list is a help; the filter in the address works without it.
  }
  setTimeout(() => void keepLanguages(form), wait);
}
