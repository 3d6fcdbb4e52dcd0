import type { Statistics } from '../../src/api/contract.js';
import { addressOf, sharedFiltersOf } from '../address/address.js';
import { byId } from '../page/dom.js';
import { showBars } from './bar-list.js';

/** As many as a wall has room for; elsewhere the last of them are left out by the stylesheet. */
const SHOWN = 12;

/** Who made most articles; each name leads to their titles. */
export function showContributors({ contributors }: Statistics): void {
  const filters = sharedFiltersOf(location.search);
  showBars(
    byId('contributors'),
    contributors.slice(0, SHOWN).map(({ name, bot, count }) => ({
      label: name,
      bot,
      value: count,
      href: addressOf({ ...filters, contributor: name }, '/titles').href,
    })),
  );
}
