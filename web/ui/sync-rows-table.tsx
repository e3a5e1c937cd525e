import { useTranslations } from 'next-intl';
import type { SyncRow } from '../data/sync-rows.ts';
import { DataTable, RowLink } from './data-table.tsx';
import { Operation } from './operation.tsx';
import { RunStatus } from './run-status.tsx';
import css from './sync-rows-table.module.css';
import { Count, Dim, Time } from './values.tsx';

/** The rows of a run, each with its own outcome and the reason that the destination gave. */
export function SyncRowsTable({
  rows,
  open,
  href,
  zone,
  csv,
}: {
  rows: readonly SyncRow[];
  /** The key of the row that is shown beside the list. */
  open: string | null;
  href: (key: string) => string;
  zone: string;
  /** The address of all rows as CSV. */
  csv?: string;
}) {
  const words = useTranslations('runs.row');
  return (
    <DataTable
      caption={words('caption')}
      rows={rows}
      // A key that several rows of the source have is here for each of them.
      rowKey={(_row, place) => String(place)}
      linked
      csv={csv}
      columns={[
        {
          key: 'key',
          title: words('key'),
          clip: true,
          cell: (row) =>
            row.key === '' ? (
              <Dim>{words('noKey')}</Dim>
            ) : (
              <span className={css.key}>
                <RowLink href={href(row.key)} title={row.key} current={open === row.key} scroll={false}>
                  {row.key}
                </RowLink>
              </span>
            ),
        },
        {
          key: 'operation',
          title: words('operation'),
          width: '110px',
          cell: (row) => <Operation name={row.operation} />,
        },
        {
          key: 'status',
          title: words('outcome'),
          width: '130px',
          cell: (row) => <RunStatus status={row.status} />,
        },
        {
          key: 'reason',
          title: words('reason'),
          clip: true,
          cell: (row) => (row.reason === null ? <Dim>–</Dim> : <span title={row.reason}>{row.reason}</span>),
        },
        {
          key: 'attempt',
          title: words('attempts'),
          align: 'end',
          width: '90px',
          from: 'wide',
          cell: (row) => <Count value={row.attempt} />,
        },
        {
          key: 'at',
          title: words('when'),
          align: 'end',
          width: '190px',
          from: 'roomy',
          cell: (row) => <Time at={row.at} zone={zone} />,
        },
      ]}
    />
  );
}
