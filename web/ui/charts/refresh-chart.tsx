'use client';

import { BarChart, LineChart } from '@mantine/charts';
import type { ReactNode } from 'react';
import { useFormats } from '../../i18n/use-formats.ts';
import css from './refresh-chart.module.css';

interface Series {
  name: string;
  /** As the legend and the tooltip write it. */
  label?: string;
  color: string;
  strokeDasharray?: string;
}

interface RefreshChartProps {
  caption: ReactNode;
  /** One for each refresh: `at` as the axis and the tooltip write it, and the numbers by their series. */
  points: Record<string, string | number>[];
  lines: Series[];
  /** Below the lines; those below zero are drawn downwards. */
  bars: Series[];
}

const axes = { tickLine: 'none' as const, gridAxis: 'x' as const };
const yAxisProps = { width: 56, tickCount: 4, allowDecimals: false };
const xAxisProps = { interval: 'preserveStartEnd' as const, minTickGap: 60, tickFormatter: dayOf };

/** `21 Nov 2026, 06:10 CET` → `21 Nov 2026`. */
function dayOf(at: string): string {
  return at.split(',')[0] ?? at;
}

/** What there was after each refresh, and what came and went below it, on one axis of refreshes. The table says the same. */
export default function RefreshChart({ caption, points, lines, bars }: RefreshChartProps) {
  const { count } = useFormats();
  return (
    <figure className={css.figure}>
      <figcaption className={css.caption}>{caption}</figcaption>
      <div aria-hidden="true">
        <LineChart
          {...axes}
          valueFormatter={count}
          h={190}
          data={points}
          dataKey="at"
          curveType="linear"
          withLegend={lines.length > 1}
          series={lines}
          xAxisProps={{ scale: 'band', tick: false, height: 8 }}
          yAxisProps={yAxisProps}
          lineChartProps={{ syncId: 'refreshes', accessibilityLayer: false }}
          strokeWidth={2}
          dotProps={{ r: 2.5 }}
        />
        <BarChart
          {...axes}
          valueFormatter={count}
          h={120}
          data={points}
          dataKey="at"
          type="stacked"
          maxBarWidth={18}
          series={bars}
          yAxisProps={yAxisProps}
          xAxisProps={xAxisProps}
          barChartProps={{ syncId: 'refreshes', stackOffset: 'sign', accessibilityLayer: false }}
        />
      </div>
    </figure>
  );
}
