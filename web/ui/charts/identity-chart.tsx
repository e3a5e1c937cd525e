'use client';

import { BarChart, LineChart } from '@mantine/charts';
import { useTranslations } from 'next-intl';
import { formatCount } from '../format.ts';
import css from './history-chart.module.css';

export interface IdentityDatum {
  /** When, as the axis and the tooltip write it. */
  at: string;
  records: number;
  persons: number;
  conflicts: number;
}

const axes = { tickLine: 'none' as const, gridAxis: 'x' as const, valueFormatter: formatCount };
const yAxisProps = { width: 56, tickCount: 4, allowDecimals: false };
const xAxisProps = {
  interval: 'preserveStartEnd' as const,
  minTickGap: 60,
  tickFormatter: (at: string) => at.split(',')[0] ?? at,
};

/** Records and people after each refresh, and below them the values that were held back. The table says the same. */
export default function IdentityChart({ points }: { points: IdentityDatum[] }) {
  const words = useTranslations('identity.summary');
  return (
    <figure className={css.figure}>
      <figcaption className={css.caption}>{words('chart')}</figcaption>
      <div aria-hidden="true">
        <LineChart
          {...axes}
          h={190}
          data={points}
          dataKey="at"
          curveType="linear"
          withLegend
          series={[
            { name: 'records', label: words('records'), color: 'var(--weft-chart-1)' },
            { name: 'persons', label: words('people'), color: 'var(--weft-chart-2)', strokeDasharray: '5 4' },
          ]}
          xAxisProps={{ scale: 'band', tick: false, height: 8 }}
          yAxisProps={yAxisProps}
          lineChartProps={{ syncId: 'identity', accessibilityLayer: false }}
          strokeWidth={2}
          dotProps={{ r: 2.5 }}
        />
        <BarChart
          {...axes}
          h={120}
          data={points}
          dataKey="at"
          maxBarWidth={18}
          series={[{ name: 'conflicts', label: words('heldBack'), color: 'var(--weft-chart-3)' }]}
          yAxisProps={yAxisProps}
          xAxisProps={xAxisProps}
          barChartProps={{ syncId: 'identity', accessibilityLayer: false }}
        />
      </div>
    </figure>
  );
}
