import type { PipelineHealth, RecentFigures, Statistics } from '../../src/api/contract.js';
import { TimeChart } from '../charts/time-chart.js';
import { byId, setText } from '../page/dom.js';
import { count, duration, percent } from '../page/language.js';

/** The large figures at the top. */
export class Tiles {
  readonly #minutes = new TimeChart(byId('minutes'), 'sparkline');

  show(statistics: Statistics): void {
    const { translated, passthrough, failed, pending } = statistics.translation;
    const done = translated + passthrough;
    figure('total', count(statistics.total), statistics.total);
    figure('translated', percent(done, done + failed + pending), done);
    this.showRecent(statistics);
  }

  showRecent({ today, perMinute, minutes }: RecentFigures): void {
    figure('today', count(today), today);
    figure('per-minute', count(perMinute), perMinute);
    this.#minutes.show(
      minutes.map(({ minute, count: value }, index, { length }) => ({
        when: minute.slice(11),
        label: minute.slice(11),
        count: value,
        marked: false,
        unfinished: index === length - 1,
      })),
    );
  }

  showHealth({ secondsBehind }: PipelineHealth): void {
    figure(
      'seconds-behind',
      secondsBehind === null ? '–' : duration(secondsBehind),
      secondsBehind ?? '',
    );
  }
}

function figure(name: string, text: string, value: number | ''): void {
  const holder = document.querySelector<HTMLElement>(`[data-metric="${name}"]`);
  if (!holder) return;
  setText(holder, text);
  holder.dataset.value = String(value);
}
