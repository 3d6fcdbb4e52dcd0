import type { PipelineHealth, RecentFigures, Statistics } from '../src/api/contract.js';
import { sameFilters, sharedFiltersOf, queryOf, writeAddress } from './address/address.js';
import { FilterForm } from './address/filter-form.js';
import { followInPage } from './address/in-page-links.js';
import { keepLanguages } from './address/language-choices.js';
import { LiveConnection, type LiveState } from './live/connection.js';
import { byId, setText } from './page/dom.js';
import { t } from './page/language.js';
import { notice } from './page/notice.js';
import { Shell } from './page/shell.js';
import { showBots } from './panels/bots.js';
import { showContributors } from './panels/contributors.js';
import { showHealth } from './panels/health.js';
import { showHeatMap } from './panels/heat-map.js';
import { showLanguages } from './panels/languages.js';
import { Latest } from './panels/latest.js';
import { Tiles } from './panels/tiles.js';
import { showTranslation } from './panels/translation.js';
import { Trends } from './panels/trends.js';

let filters = sharedFiltersOf(location.search);
/** What is there before the statistics of a view are. */
let recent: RecentFigures | undefined;
let statistics: Statistics | undefined;
/** The civil time of which the figures shown are known to be. */
let confirmed: string | undefined;
let health: PipelineHealth | undefined;
let state: LiveState = 'connecting';
/** The next statistics are of another view than those shown. */
let anew = true;

const tiles = new Tiles();
const trends = new Trends();
const latest = new Latest();
const shell = new Shell('statistics', showAll);
const form = new FilterForm(byId<HTMLFormElement>('filters'), (chosen) => {
  writeAddress(chosen, 'push');
  watch();
});
const live = new LiveConnection({
  onRecent: (received) => {
    recent = received;
    form.today = received.date;
    showRecent();
  },
  onStatistics: (received) => {
    statistics = received;
    recent = undefined;
    form.today = received.date;
    showStatistics();
  },
  onConfirmed: (time) => {
    confirmed = time;
  },
  onHealth: (received) => {
    health = received;
    showPipeline();
  },
  onState: (received) => {
    state = received;
    showState();
  },
  onProblem: (reason) => {
    document.body.dataset.state = 'failed';
    notice({
      text: t('failed', { reason }),
      action: t('retry'),
      onAction: () => live.watch(queryOf(filters)),
    });
  },
});

/** Shows the view the address names. */
function watch(): void {
  filters = sharedFiltersOf(location.search);
  anew = true;
  recent = undefined;
  document.body.dataset.state = 'loading';
  notice(null);
  shell.refresh();
  form.show(filters);
  live.watch(queryOf(filters));
}

function showAll(): void {
  showRecent();
  showStatistics();
  showPipeline();
  if (document.body.dataset.state !== 'failed') showState();
  form.refresh();
}

/** What there is of a view already; the rest stays as it was until it comes. */
function showRecent(): void {
  if (!recent) return;
  // On a page just opened nothing shown is of another view.
  if (!statistics) document.body.dataset.state = 'partial';
  tiles.showRecent(recent);
  trends.showHours(recent);
  latest.show(recent, anew);
}

function showStatistics(): void {
  if (!statistics) return;
  document.body.dataset.state = 'ready';
  const isEmpty = statistics.total === 0;
  document.body.dataset.view = isEmpty ? 'empty' : 'full';
  byId('empty').hidden = !isEmpty;
  setText(byId('empty'), t(Object.keys(filters).length > 0 ? 'emptyFiltered' : 'empty'));
  tiles.show(statistics);
  trends.show(statistics);
  latest.show(statistics, anew);
  showLanguages(statistics);
  showHeatMap(statistics);
  showContributors(statistics);
  showBots(statistics);
  showTranslation(statistics);
  anew = false;
}

function showPipeline(): void {
  if (!health) return;
  tiles.showHealth(health);
  showHealth(health);
}

function showState(): void {
  shell.state = state;
  if (state === 'live') notice(null);
  if (state === 'live' || state === 'connecting') return;
  notice({ text: confirmed ? t('figuresOf', { state: t(state), time: confirmed }) : t(state) });
}

addEventListener('popstate', () => {
  if (!sameFilters(filters, sharedFiltersOf(location.search))) watch();
});
watch();
followInPage(watch);
void keepLanguages(form);
