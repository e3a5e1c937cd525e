import { humanise } from '../../models/words/names.ts';
import type { SyncRow } from '../data/sync-rows.ts';
import type { RowStatus } from '../data/sync-runs.ts';
import { runWords } from '../words/run-words.ts';
import { DataTable } from './data-table.tsx';
import { formatExact } from './format.ts';
import { Go } from './go.tsx';
import type { Paths } from './paths.ts';
import { Status } from './status.tsx';
import css from './sync-rows-table.module.css';
import { Count, Dim, Time } from './values.tsx';

/** The rows of a run, each with its own outcome and the reason that the destination gave. */
export function SyncRowsTable({
  rows,
  paths,
  zone,
}: {
  rows: readonly SyncRow[];
  paths: Paths;
  zone: string;
}) {
  return (
    <DataTable
      caption="Rows of the run"
      rows={rows}
      rowKey={(row) => `${row.operation}/${row.key}`}
      columns={[
        {
          key: 'key',
          title: 'Key',
          clip: true,
          cell: (row) => (
            <Go
              className={css.key}
              href={row.weftId === null ? paths.profiles({ q: row.key }) : paths.profile(row.weftId, 'sent')}
              title={row.key}
            >
              {row.key}
            </Go>
          ),
        },
        { key: 'operation', title: 'Operation', width: '110px', cell: (row) => humanise(row.operation) },
        {
          key: 'status',
          title: 'Outcome',
          width: '130px',
          cell: (row) => <Status tone={runWords(row.status).tone}>{runWords(row.status).word}</Status>,
        },
        {
          key: 'reason',
          title: 'Reason',
          clip: true,
          cell: (row) => (row.reason === null ? <Dim>–</Dim> : <span title={row.reason}>{row.reason}</span>),
        },
        {
          key: 'attempt',
          title: 'Attempts',
          align: 'end',
          width: '90px',
          from: 'wide',
          cell: (row) => <Count value={row.attempt} />,
        },
        {
          key: 'at',
          title: 'When',
          align: 'end',
          width: '190px',
          from: 'roomy',
          cell: (row) => <Time at={row.at} zone={zone} />,
        },
      ]}
    />
  );
}

interface SyncReasonsProps {
  reasons: readonly { status: string; reason: string; rows: number }[];
  href: (status: RowStatus | null, q: string) => string;
}

/** Rejects and skips grouped by reason, each leading to its rows. */
export function SyncReasons({ reasons, href }: SyncReasonsProps) {
  if (reasons.length === 0) return null;
  return (
    <ul className={css.reasons}>
      {reasons.map(({ status, reason, rows }) => (
        <li key={`${status}/${reason}`}>
          <Status tone={runWords(status).tone}>{runWords(status).word}</Status>
          <Go
            className={css.reason}
            href={href(status === 'rejected' ? 'rejected' : 'skipped', reason)}
            title={reason}
            replace
            scroll={false}
          >
            {reason}
          </Go>
          <span className={css.count}>{formatExact(rows)}</span>
        </li>
      ))}
    </ul>
  );
}
