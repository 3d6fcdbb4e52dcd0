import { BarChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { count, language, t } from '../page/language.js';
import { colour, typeface } from './colours.js';

// SVG and tooltips drawn into it: the page's policy allows no style attributes in HTML.
use([BarChart, GridComponent, TooltipComponent, SVGRenderer]);

/** A count of a span of time. */
export interface Point {
  /** As in the tooltip. */
  readonly when: string;
  /** As on the axis. */
  readonly label: string;
  readonly count: number;
  /** Whether the axis has its label, where there is room. */
  readonly marked: boolean;
  /** Only a part of the span was counted: it still runs, or counting began in it. */
  readonly unfinished: boolean;
}

const still = matchMedia('(prefers-reduced-motion: reduce)');

/** Counts over time as bars, with axes or without. */
export class TimeChart {
  readonly #element: HTMLElement;
  readonly #bare: boolean;
  #chart: EChartsType | undefined;
  #shown = '';

  constructor(element: HTMLElement, kind: 'bars' | 'sparkline') {
    this.#element = element;
    this.#bare = kind === 'sparkline';
    new ResizeObserver(() => this.#chart?.resize()).observe(element);
  }

  show(points: readonly Point[]): void {
    this.#element.ariaLabel = inWords(points);
    const colours = {
      accent: colour('--bar'),
      soft: colour('--accent-soft'),
      running: colour('--accent-running'),
      quiet: colour('--quiet'),
      line: colour('--line'),
      card: colour('--card'),
      ink: colour('--ink'),
    };
    const text = typeface();
    const state = JSON.stringify([points, colours, text, language()]);
    if (state === this.#shown) return;
    this.#shown = state;
    this.#chart ??= init(this.#element, undefined, { renderer: 'svg' });
    const animated = !still.matches;
    this.#chart.setOption({
      animation: animated,
      animationDuration: 500,
      animationDurationUpdate: 500,
      animationEasingUpdate: 'cubicOut',
      textStyle: text,
      grid: this.#bare
        ? { left: 0, right: 0, top: 4, bottom: 0 }
        : { left: 0, right: 4, top: 10, bottom: 0, outerBoundsMode: 'same' },
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        confine: true,
        backgroundColor: colours.card,
        borderColor: colours.line,
        borderWidth: 1,
        padding: [6, 10],
        textStyle: { color: colours.ink, ...text },
        axisPointer: { type: 'shadow', shadowStyle: { color: colours.soft, opacity: 0.5 } },
        formatter: (hit: { dataIndex: number } | { dataIndex: number }[]) => {
          const point = points[(Array.isArray(hit) ? hit[0] : hit)?.dataIndex ?? -1];
          if (!point) return '';
          const text = `${point.when}  ${t('articles', { count: count(point.count) })}`;
          return point.unfinished ? `${text} (${t('unfinished')})` : text;
        },
      },
      xAxis: {
        type: 'category',
        show: !this.#bare,
        data: points.map(({ label }) => label),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: colours.line } },
        axisLabel: {
          color: colours.quiet,
          ...text,
          hideOverlap: true,
          interval: (index: number) => points[index]?.marked ?? false,
        },
      },
      yAxis: {
        type: 'value',
        show: !this.#bare,
        minInterval: 1,
        splitNumber: 3,
        axisLabel: {
          color: colours.quiet,
          ...text,
          formatter: (value: number) => count(value),
        },
        splitLine: { lineStyle: { color: colours.line } },
      },
      series: [
        {
          type: 'bar',
          // What is not complete is paler, or it would look like a fall.
          data: points.map((point) =>
            point.unfinished
              ? { value: point.count, itemStyle: { color: colours.running } }
              : point.count,
          ),
          itemStyle: {
            color: colours.accent,
            borderRadius: this.#bare ? [1, 1, 0, 0] : [2, 2, 0, 0],
          },
          barCategoryGap: '28%',
          barMaxWidth: 40,
        },
      ],
    });
  }
}

/** What the picture says, for those who do not see it. */
function inWords(points: readonly Point[]): string {
  const [first, last] = [points[0], points.at(-1)];
  const total = points.reduce((sum, point) => sum + point.count, 0);
  if (!first || !last || total === 0) return t('noValues');
  const most = points.reduce((best, point) => (point.count > best.count ? point : best));
  return t('trend', {
    from: first.when,
    to: last.when,
    total: count(total),
    most: count(most.count),
    when: most.when,
    last: count(last.count),
  });
}
