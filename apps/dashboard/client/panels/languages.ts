import type { Statistics } from '../../src/api/contract.js';
import { addressOf, sharedFiltersOf } from '../address/address.js';
import { byId } from '../page/dom.js';
import { nameOf, percent, t } from '../page/language.js';
import { showBars } from './bar-list.js';

const SHOWN = 12;

/** Share of each Wikipedia edition. */
export function showLanguages({ languages, otherLanguages }: Statistics): void {
  const total = languages.reduce((sum, { count }) => sum + count, otherLanguages);
  const rest = languages.slice(SHOWN).reduce((sum, { count }) => sum + count, otherLanguages);
  const filters = sharedFiltersOf(location.search);
  showBars(byId('languages'), [
    ...languages.slice(0, SHOWN).map((edition) => ({
      label: nameOf(edition),
      value: edition.count,
      note: percent(edition.count, total),
      href: addressOf({ ...filters, language: edition.code }).href,
    })),
    ...(rest > 0
      ? [{ label: t('otherLanguages'), value: rest, note: percent(rest, total), quiet: true }]
      : []),
  ]);
}
