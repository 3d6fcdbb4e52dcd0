import { BarChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, TooltipComponent, SVGRenderer]);

/** One bar of a chart. */
export interface Bar {
  readonly label: string;
  readonly value: number;
}

/** A bar chart in an element: upright over time, or lying for a ranking. */
export class Bars {
  readonly #element: HTMLElement;
  readonly #chart: EChartsType;
  readonly #lying: boolean;

  constructor(element: HTMLElement, lying: boolean) {
    this.#element = element;
    this.#lying = lying;
    this.#chart = init(element, undefined, { renderer: 'svg' });
    new ResizeObserver(() => this.#chart.resize()).observe(element);
  }

  show(bars: readonly Bar[]): void {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const names = {
      type: 'category' as const,
      data: bars.map(({ label }) => label),
      inverse: this.#lying,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour('--line') } },
      axisLabel: {
        color: colour('--quiet'),
        width: 130,
        overflow: 'truncate' as const,
        hideOverlap: true,
      },
    };
    const values = {
      type: 'value' as const,
      minInterval: 1,
      axisLabel: { color: colour('--quiet') },
      splitLine: { lineStyle: { color: colour('--line') } },
    };
    this.#chart.setOption({
      animationDurationUpdate: 400,
      grid: { left: 4, right: 16, top: 8, bottom: 4, containLabel: true },
      tooltip: { trigger: 'axis', renderMode: 'richText' },
      xAxis: this.#lying ? values : names,
      yAxis: this.#lying ? names : values,
      series: [
        {
          type: 'bar',
          data: bars.map(({ value }) => value),
          itemStyle: { color: colour('--accent'), borderRadius: 3 },
          barMaxWidth: 22,
        },
      ],
    });
    // What the picture says, for those who do not see it.
    this.#element.ariaLabel = bars.map(({ label, value }) => `${label}: ${value}`).join(', ');
  }
}
