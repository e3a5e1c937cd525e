import { useTranslations } from 'next-intl';
import { replayRejects } from '../data/actions/start-sync.ts';
import { findSyncRow, type RowDetail as Row } from '../data/sync-rows.ts';
import { ActionForm } from './action-form.tsx';
import { Go } from './go.tsx';
import { Empty } from './notes.tsx';
import { Operation } from './operation.tsx';
import { Part } from './part.tsx';
import type { Paths } from './paths.ts';
import { RowAccount } from './row-account.tsx';
import css from './row-detail.module.css';
import { RowDrawer } from './row-drawer.tsx';
import { RunStatus } from './run-status.tsx';
import { PendingRows } from './skeletons.tsx';
import { Dim, Id, Time } from './values.tsx';

interface RowDetailProps {
  sync: string;
  run: string;
  rowKey: string;
  closed: string;
  paths: Paths;
  zone: string;
  mayRun: boolean;
}

function Account({
  row,
  sync,
  run,
  paths,
  zone,
  mayRun,
}: Omit<RowDetailProps, 'closed' | 'rowKey'> & { row: Row }) {
  const words = useTranslations('runs.row');
  return (
    <RowAccount row={row}>
      <div className={css.facts}>
        <Operation name={row.operation} />
        <RunStatus status={row.status} />
        {row.attempt > 0 ? <Dim>{words('attemptCount', { count: row.attempt })}</Dim> : null}
        <Dim>
          <Time at={row.at} zone={zone} full />
        </Dim>
        {row.previousKey === null ? null : (
          <Dim>{words.rich('previousKey', { key: () => <Id>{row.previousKey ?? ''}</Id> })}</Dim>
        )}
      </div>
      <div className={css.links}>
        <Go href={paths.syncRow({ q: row.key, sync })}>{words('life')}</Go>
        {row.weftId === null ? null : <Go href={paths.profile(row.weftId, 'sent')}>{words('person')}</Go>}
      </div>
      {row.status === 'rejected' && mayRun ? (
        <ActionForm
          action={replayRejects}
          label={words('again')}
          icon="again"
          fields={{ sync, run, key: row.key }}
          small
        />
      ) : null}
    </RowAccount>
  );
}

/** One row of a run, beside the list. */
export function RowDetail({ rowKey, closed, ...rest }: RowDetailProps) {
  const words = useTranslations('runs.row');
  return (
    <RowDrawer title={rowKey} closed={closed}>
      <Part load={() => findSyncRow(rest.run, rowKey)} pending={<PendingRows rows={5} />}>
        {(row) => (row === null ? <Empty quiet>{words('none')}</Empty> : <Account row={row} {...rest} />)}
      </Part>
    </RowDrawer>
  );
}
