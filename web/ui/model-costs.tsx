import type { ModelCost, Taken } from '../data/model-costs.ts';
import { runWords } from '../words/run-words.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import { formatCredits, formatSeconds, formatSize, plural } from './format.ts';
import { Status } from './status.tsx';
import { Count, Id, Missing, Time } from './values.tsx';

const told = (value: number | null, written: (value: number) => string) =>
  value === null ? <Missing reason="The warehouse does not tell" /> : written(value);

/** What the models took together, in words: `12 min 4 s, 4.2 GB, 0.3 credits`. */
export function togetherWords(costs: readonly ModelCost[]): string {
  const sum = (of: (month: Taken) => number | null) =>
    costs.reduce<number | null>((total, { month }) => {
      const value = of(month);
      return value === null ? total : (total ?? 0) + value;
    }, null);
  const [seconds, bytes, credits] = [sum((m) => m.seconds), sum((m) => m.bytes), sum((m) => m.credits)];
  return [
    formatSeconds(seconds ?? 0),
    ...(bytes === null ? [] : [formatSize(bytes)]),
    ...(credits === null ? [] : [`${formatCredits(credits)}\u00a0credits`]),
  ].join(', ');
}

/** Columns of what an engine tells: DuckDB neither of the two, BigQuery bytes, Snowflake credits. */
function priced(costs: readonly ModelCost[]): TableColumn<ModelCost>[] {
  const tells = (of: (taken: Taken) => number | null) => costs.some(({ month }) => of(month) !== null);
  const columns: TableColumn<ModelCost>[] = [];
  if (tells(({ bytes }) => bytes)) {
    columns.push(
      {
        key: 'bytes',
        title: 'Read',
        align: 'end',
        width: '90px',
        cell: ({ last }) => told(last.bytes, formatSize),
      },
      {
        key: 'monthBytes',
        title: 'Read in 30 days',
        align: 'end',
        width: '125px',
        from: 'roomy',
        cell: ({ month }) => told(month.bytes, formatSize),
      },
    );
  }
  if (tells(({ credits }) => credits)) {
    columns.push(
      {
        key: 'credits',
        title: 'Credits',
        align: 'end',
        width: '90px',
        cell: ({ last }) => told(last.credits, formatCredits),
      },
      {
        key: 'monthCredits',
        title: 'Credits in 30 days',
        align: 'end',
        width: '140px',
        from: 'roomy',
        cell: ({ month }) => told(month.credits, formatCredits),
      },
    );
  }
  return columns;
}

/** Models that are shown before one asks for the rest. */
const shown = 8;

/** What each model took when it last ran, and in the last 30 days; the longest first, the short ones folded away. */
export function ModelCosts({ costs, zone }: { costs: readonly ModelCost[]; zone: string }) {
  const rest = costs.slice(shown);
  return (
    <>
      <CostTable
        caption="What models took, the longest first"
        costs={costs.slice(0, shown)}
        of={costs}
        zone={zone}
      />
      {rest.length === 0 ? null : (
        <details>
          <summary>{plural(rest.length, 'more model')}</summary>
          <CostTable caption="What the other models took" costs={rest} of={costs} zone={zone} />
        </details>
      )}
    </>
  );
}

interface CostTableProps {
  caption: string;
  costs: readonly ModelCost[];
  /** All models, so that every part has the same columns. */
  of: readonly ModelCost[];
  zone: string;
}

function CostTable({ caption, costs, of, zone }: CostTableProps) {
  const extra = priced(of);
  return (
    <DataTable
      caption={caption}
      rows={costs}
      rowKey={({ model }) => model}
      columns={[
        { key: 'model', title: 'Model', width: '22%', clip: true, cell: ({ model }) => <Id>{model}</Id> },
        {
          key: 'at',
          title: 'Last built',
          width: '185px',
          from: extra.length > 0 ? 'wide' : 'roomy',
          cell: ({ startedAt, status }) =>
            status === 'failed' ? (
              <Status tone="bad">{runWords(status).word}</Status>
            ) : (
              <Time at={startedAt} zone={zone} />
            ),
        },
        {
          key: 'rows',
          title: 'Rows',
          align: 'end',
          width: '100px',
          cell: ({ rows }) => <Count value={rows} reason="A view, or not told" />,
        },
        {
          key: 'seconds',
          title: 'Took',
          align: 'end',
          width: '100px',
          cell: ({ last }) => formatSeconds(last.seconds),
        },
        {
          key: 'monthSeconds',
          title: 'Time in 30 days',
          align: 'end',
          width: '130px',
          from: extra.length > 0 ? 'wide' : 'roomy',
          cell: ({ month }) => formatSeconds(month.seconds),
        },
        {
          key: 'runs',
          title: 'Builds',
          align: 'end',
          width: '80px',
          from: 'wide',
          cell: ({ month }) => <Count value={month.runs} />,
        },
        ...extra,
      ]}
    />
  );
}
