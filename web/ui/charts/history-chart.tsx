'use client';

import { BarChart, LineChart } from '@mantine/charts';
import { formatCount } from '../format.ts';
import css from './history-chart.module.css';

export interface HistoryDatum {
  /** When, as the axis and the tooltip write it; different for each point. */
  at: string;
  People: number;
  Entered: number;
  /** Below zero: it is drawn downwards. */
  Left: number;
}

const axes = { tickLine: 'none' as const, gridAxis: 'x' as const, valueFormatter: formatCount };
const yAxisProps = { width: 56, tickCount: 4, allowDecimals: false };
const xAxisProps = { interval: 'preserveStartEnd' as const, minTickGap: 60, tickFormatter: dayOf };

/** `21 Nov 2026, 06:10 CET` → `21 Nov 2026`. */
function dayOf(at: string): string {
  return at.split(',')[0] ?? at;
}

/** A segment's size above, and who came and went below it, on one axis of refreshes. The table says the same. */
export default function HistoryChart({ points }: { points: HistoryDatum[] }) {
  return (
    <figure className={css.figure}>
      <figcaption className={css.caption}>
        People after each refresh; below, who <span data-series="entered">entered</span> and who{' '}
        <span data-series="left">left</span> in it
      </figcaption>
      <div aria-hidden="true">
        <LineChart
          {...axes}
          h={190}
          data={points}
          dataKey="at"
          curveType="linear"
          series={[{ name: 'People', color: 'var(--weft-chart-1)' }]}
          xAxisProps={{ scale: 'band', tick: false, height: 8 }}
          yAxisProps={yAxisProps}
          lineChartProps={{ syncId: 'history', accessibilityLayer: false }}
          strokeWidth={2}
          dotProps={{ r: 2.5 }}
        />
        <BarChart
          {...axes}
          h={120}
          data={points}
          dataKey="at"
          type="stacked"
          maxBarWidth={18}
          series={[
            { name: 'Entered', color: 'var(--weft-chart-1)' },
            { name: 'Left', color: 'var(--weft-chart-2)' },
          ]}
          yAxisProps={yAxisProps}
          xAxisProps={xAxisProps}
          barChartProps={{ syncId: 'history', stackOffset: 'sign', accessibilityLayer: false }}
        />
      </div>
    </figure>
  );
}
