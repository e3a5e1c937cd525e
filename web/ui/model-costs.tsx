import { useTranslations } from 'next-intl';
import type { ModelCost, Taken } from '../data/model-costs.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import type { Formats } from './format.ts';
import { Go } from './go.tsx';
import type { Paths } from './paths.ts';
import { statusWord } from './run-words.ts';
import { Status } from './status.tsx';
import { Count, Id, Missing, Time } from './values.tsx';

function Told({ value, written }: { value: number | null; written: (value: number) => string }) {
  const words = useTranslations('models.costs');
  return value === null ? <Missing reason={words('notTold')} /> : written(value);
}

/** What the models took together, in words: `12 min 4 s, 4.2 GB, 0.3 credits`. */
export function togetherWords(format: Formats, costs: readonly ModelCost[]): string {
  const sum = (of: (month: Taken) => number | null) =>
    costs.reduce<number | null>((total, { month }) => {
      const value = of(month);
      return value === null ? total : (total ?? 0) + value;
    }, null);
  const [seconds, bytes, credits] = [sum((m) => m.seconds), sum((m) => m.bytes), sum((m) => m.credits)];
  return [
    format.seconds(seconds ?? 0),
    ...(bytes === null ? [] : [format.size(bytes)]),
    ...(credits === null ? [] : [`${format.credits(credits)}\u00a0credits`]),
  ].join(', ');
}

type Words = ReturnType<typeof useTranslations<'models.costs'>>;

/** Columns of what an engine tells: DuckDB neither of the two, BigQuery bytes, Snowflake credits. */
function priced(costs: readonly ModelCost[], format: Formats, words: Words): TableColumn<ModelCost>[] {
  const tells = (of: (taken: Taken) => number | null) => costs.some(({ month }) => of(month) !== null);
  const columns: TableColumn<ModelCost>[] = [];
  if (tells(({ bytes }) => bytes)) {
    columns.push(
      {
        key: 'bytes',
        title: words('read'),
        align: 'end',
        width: '90px',
        cell: ({ last }) => <Told value={last.bytes} written={format.size} />,
      },
      {
        key: 'monthBytes',
        title: words('readMonth'),
        align: 'end',
        width: '125px',
        from: 'roomy',
        cell: ({ month }) => <Told value={month.bytes} written={format.size} />,
      },
    );
  }
  if (tells(({ credits }) => credits)) {
    columns.push(
      {
        key: 'credits',
        title: words('credits'),
        align: 'end',
        width: '90px',
        cell: ({ last }) => <Told value={last.credits} written={format.credits} />,
      },
      {
        key: 'monthCredits',
        title: words('creditsMonth'),
        align: 'end',
        width: '140px',
        from: 'roomy',
        cell: ({ month }) => <Told value={month.credits} written={format.credits} />,
      },
    );
  }
  return columns;
}

/** Models that are shown before one asks for the rest. */
const shown = 8;

/** What each model took when it last ran, and in the last 30 days; the longest first, the short ones folded away. */
export function ModelCosts({
  costs,
  zone,
  paths,
}: {
  costs: readonly ModelCost[];
  zone: string;
  paths: Paths;
}) {
  const words = useTranslations('models.costs');
  const rest = costs.slice(shown);
  return (
    <>
      <CostTable
        caption={words('caption')}
        costs={costs.slice(0, shown)}
        of={costs}
        zone={zone}
        paths={paths}
      />
      {rest.length === 0 ? null : (
        <details>
          <summary>{words('more', { count: rest.length })}</summary>
          <CostTable caption={words('others')} costs={rest} of={costs} zone={zone} paths={paths} />
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
  paths: Paths;
}

function CostTable({ caption, costs, of, zone, paths }: CostTableProps) {
  const format = useFormats();
  const runs = useTranslations('runs');
  const words = useTranslations('models.costs');
  const extra = priced(of, format, words);
  return (
    <DataTable
      caption={caption}
      rows={costs}
      rowKey={({ model }) => model}
      columns={[
        {
          key: 'model',
          title: words('model'),
          width: '22%',
          clip: true,
          cell: ({ model }) => (
            <Go href={paths.model(model)}>
              <Id>{model}</Id>
            </Go>
          ),
        },
        {
          key: 'at',
          title: words('lastBuilt'),
          width: '185px',
          from: extra.length > 0 ? 'wide' : 'roomy',
          cell: ({ startedAt, status }) =>
            status === 'failed' ? (
              <Status tone="bad">{statusWord(runs, status)}</Status>
            ) : (
              <Time at={startedAt} zone={zone} />
            ),
        },
        {
          key: 'rows',
          title: words('rows'),
          align: 'end',
          width: '100px',
          cell: ({ rows }) => <Count value={rows} reason={words('noCount')} />,
        },
        {
          key: 'seconds',
          title: words('took'),
          align: 'end',
          width: '100px',
          cell: ({ last }) => format.seconds(last.seconds),
        },
        {
          key: 'monthSeconds',
          title: words('timeMonth'),
          align: 'end',
          width: '130px',
          from: extra.length > 0 ? 'wide' : 'roomy',
          cell: ({ month }) => format.seconds(month.seconds),
        },
        {
          key: 'runs',
          title: words('builds'),
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
