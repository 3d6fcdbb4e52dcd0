import type { Article, RecentFigures } from '../src/api/contract.js';
import {
  filtersOf,
  queryOf,
  sameFilters,
  sharedFiltersOf,
  writeAddress,
  type Filters,
} from './address/address.js';
import { FilterForm } from './address/filter-form.js';
import { followInPage } from './address/in-page-links.js';
import { keepLanguages } from './address/language-choices.js';
import { KeyedRows } from './list/keyed-rows.js';
import { titleRow } from './list/title-row.js';
import { MOST_FRESH, TitlesList } from './list/titles-list.js';
import { LiveConnection } from './live/connection.js';
import { byId, setText } from './page/dom.js';
import { count, language, t } from './page/language.js';
import { notice } from './page/notice.js';
import { Shell } from './page/shell.js';

let filters: Filters = filtersOf(location.search);
let typed = false;
let anew = true;

const rows = new KeyedRows<Article>(byId('titles'), titleRow);
const list = new TitlesList(showList);
const shell = new Shell('titles', showAll);
const form = new FilterForm(byId<HTMLFormElement>('filters'), (chosen, typing) => {
  if (sameFilters(chosen, filters)) return;
  // One entry to go back from for a word, not one for each letter.
  writeAddress(chosen, typing && typed ? 'replace' : 'push');
  typed = typing;
  watch();
});
const receive = ({ date, latest }: RecentFigures) => {
  form.today = date;
  list.receive(latest);
};
const live = new LiveConnection({
  onRecent: receive,
  onStatistics: receive,
  onHealth: () => undefined,
  onState: (state) => {
    shell.state = state;
  },
  onProblem: () => undefined,
});
let watched = '';

/** Shows the view the address names. */
function watch(): void {
  filters = filtersOf(location.search);
  anew = true;
  shell.refresh();
  form.show(filters);
  byId<HTMLAnchorElement>('download').href = `/api/titles.csv?${queryOf(filters)}`;
  void list.begin(filters);
  const query = queryOf(sharedFiltersOf(location.search));
  if (watched === `?${query}`) return;
  watched = `?${query}`;
  live.watch(query);
}

/** As {@link watch}, for an address that was not typed: the next letter is an entry of its own. */
function goTo(): void {
  typed = false;
  watch();
}

function showAll(): void {
  form.refresh();
  showList();
}

function showList(): void {
  const { articles, state } = list;
  const busy = state === 'loading' || state === 'searching';
  // The rows before stay until the first of another view are there: no flash of an empty page.
  if (!(busy && articles.length === 0)) {
    rows.show(articles, language() + location.search, anew);
    anew = false;
  }
  document.body.dataset.state = busy ? 'loading' : 'ready';
  byId('titles-table').ariaBusy = String(busy);
  byId('titles-table').hidden = articles.length === 0 && !busy;
  byId('empty').hidden = !(state === 'end' && articles.length === 0);
  setText(byId('empty'), t(Object.keys(filters).length > 0 ? 'emptyFiltered' : 'empty'));
  showFoot();
  showFresh();
  const reason = list.error instanceof Error ? list.error.message : '';
  notice(
    state === 'failed'
      ? { text: t('failed', { reason }), action: t('retry'), onAction: () => void list.more() }
      : null,
  );
}

function showFoot(): void {
  const { articles, state } = list;
  const more = byId<HTMLButtonElement>('more');
  more.hidden = state !== 'more' && state !== 'paused';
  setText(more, t(state === 'paused' ? 'searchFurther' : 'loadMore'));
  const shown = articles.length > 0 ? t('shown', { count: count(articles.length) }) : '';
  const texts: Partial<Record<typeof state, string>> = {
    loading: t('loading'),
    searching: t('searching'),
    end: articles.length > 0 ? `${shown} · ${t('end')}` : '',
    failed: '',
  };
  setText(byId('foot'), texts[state] ?? shown);
  // Observed anew, the foot tells at once whether it is still in sight.
  foot.unobserve(byId('foot'));
  if (state === 'more') foot.observe(byId('foot'));
}

function showFresh(): void {
  const button = byId<HTMLButtonElement>('fresh');
  const { fresh } = list;
  // The first articles of an empty list need no invitation.
  if (fresh > 0 && list.articles.length === 0 && list.state === 'end') return void list.showFresh();
  button.hidden = fresh === 0;
  const told = fresh > MOST_FRESH ? `${count(MOST_FRESH)}+` : count(fresh);
  setText(button, fresh === 0 ? '' : t('fresh', { count: told }));
}

const foot = new IntersectionObserver(
  (entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) void list.more();
  },
  { rootMargin: '600px' },
);
byId('more').addEventListener('click', () => void list.more());
byId('fresh').addEventListener('click', () => {
  scrollTo({ top: 0 });
  byId('titles-table').focus({ preventScroll: true });
  void list.showFresh();
});
addEventListener('popstate', () => {
  if (!sameFilters(filters, filtersOf(location.search))) goTo();
});
followInPage(goTo);
watch();
void keepLanguages(form);
