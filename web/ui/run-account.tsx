import { useTranslations } from 'next-intl';
import { rejectGroups } from '../data/sync-rejects.ts';
import { rowOperations, rowsPageSize, skipReasons, syncRows } from '../data/sync-rows.ts';
import { rowStatuses, type SyncRun } from '../data/sync-runs.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { paceOf } from '../words/pace.ts';
import { Chips } from './chips.tsx';
import { Equation } from './equation.tsx';
import { NeedsRole } from './needs-role.tsx';
import { notPlanned } from './not-planned.ts';
import { Empty, Note } from './notes.tsx';
import { Section } from './page.tsx';
import { Pager } from './pager.tsx';
import { Part } from './part.tsx';
import type { Paths } from './paths.ts';
import type { ListQuery } from './query.ts';
import { ReasonList } from './reason-list.tsx';
import { RejectGroups } from './reject-groups.tsx';
import { RowDetail } from './row-detail.tsx';
import { operationWord, statusWord } from './run-words.ts';
import { SearchField } from './search-field.tsx';
import { PendingRows } from './skeletons.tsx';
import { SyncRowsTable } from './sync-rows-table.tsx';
import { Id } from './values.tsx';

interface RunAccountProps {
  run: SyncRun;
  live: boolean;
  query: ListQuery;
  paths: Paths;
  zone: string;
  mayRun: boolean;
  mayExport: boolean;
  /** Rows quote what is personal. */
  maySeeRows: boolean;
}

/** Rows that were not planned, as they were as they should be or stay there. */
function Still({ run }: { run: SyncRun }) {
  const words = useTranslations('runs.still');
  const still = notPlanned(run);
  if (still === null) return null;
  return (
    <Note>
      {words('notPlanned', { same: words('same', { count: still.same }) })}
      {still.left === 0 ? null : ` ${words('left', { count: still.left })}.`}
    </Note>
  );
}

/** How fast a run is, once that means something. */
function PaceOf({ run }: { run: SyncRun }) {
  const format = useFormats();
  const words = useTranslations('runs.account');
  const since = Date.parse(run.approvedAt ?? run.startedAt ?? '');
  const pace = Number.isNaN(since) ? null : paceOf({ ...run, since }, Date.now());
  if (pace === null) return null;
  return (
    <Note>
      {words('pace', {
        count: Math.round(pace.perSecond),
        time: format.seconds(pace.secondsLeft),
      })}
    </Note>
  );
}

/** What became of a run's rows: the equation, why some were not accepted, and each row. */
export function RunAccount({
  run,
  live,
  query,
  paths,
  zone,
  mayRun,
  mayExport,
  maySeeRows,
}: RunAccountProps) {
  const runs = useTranslations('runs');
  const words = useTranslations('runs.account');
  const { id, sync } = run;
  const status = rowStatuses.find((one) => one === query.status) ?? null;
  const operation = rowOperations.find((one) => one === query.operation) ?? null;
  const here = (to: {
    status?: string | null;
    operation?: string | null;
    page?: number;
    q?: string;
    row?: string | null;
  }) => paths.syncRun(sync, id, { status, operation, q: query.q, ...to });
  return (
    <>
      <Section title={words('byOutcome')} aside={<Id>{id}</Id>}>
        <Equation
          run={run}
          current={status}
          href={(to) => paths.syncRun(sync, id, { status: to, operation })}
        />
        <PaceOf run={run} />
        <Still run={run} />
        {run.stoppedBy.length === 0 ? null : (
          <Note>{words('waited', { reasons: run.stoppedBy.join('; ') })}</Note>
        )}
      </Section>
      {live ? (
        <Note>{words('later')}</Note>
      ) : (
        <>
          {run.rejected === 0 ? null : (
            <Section title={words('rejects')} aside={words('rejectsAside')}>
              <Part load={() => rejectGroups(id)} pending={<PendingRows rows={3} />}>
                {(groups) => (
                  <RejectGroups
                    sync={sync}
                    run={id}
                    groups={groups}
                    mayRun={mayRun}
                    href={(key) => here({ row: key })}
                  />
                )}
              </Part>
            </Section>
          )}
          {run.skipped === 0 ? null : (
            <Section title={words('skips')}>
              <Part load={() => skipReasons(id)} pending={<PendingRows rows={2} />}>
                {(reasons) => <ReasonList reasons={reasons} />}
              </Part>
            </Section>
          )}
          <Section
            title={
              status === null
                ? words('rows')
                : words('rowsOf', { status: statusWord(runs, status).toLowerCase() })
            }
          >
            {maySeeRows ? (
              <>
                <SearchField label={words('search')} placeholder={words('searchHint')} />
                <Chips
                  label={words('operations')}
                  chips={[null, ...rowOperations].map((one) => ({
                    name: one === null ? words('all') : operationWord(runs, one),
                    href: here({ operation: one }),
                    active: operation === one,
                  }))}
                />
                <Part
                  load={() => syncRows({ run: id, status, operation, q: query.q, page: query.page })}
                  pending={<PendingRows rows={10} />}
                >
                  {(found) =>
                    found.total === 0 ? (
                      <Empty>
                        {query.q === ''
                          ? words('none', {
                              status: status ?? 'all',
                              operation:
                                operation === null ? 'none' : operationWord(runs, operation, 'inside'),
                            })
                          : words('noMatch', { status: status ?? 'all', search: query.q })}
                      </Empty>
                    ) : (
                      <>
                        <SyncRowsTable
                          rows={found.rows}
                          open={query.row}
                          href={(key) => here({ row: key, page: query.page })}
                          zone={zone}
                          csv={
                            mayExport
                              ? paths.syncRowsExport(sync, id, { q: query.q, status, operation })
                              : undefined
                          }
                        />
                        <Pager
                          page={query.page}
                          pageSize={rowsPageSize}
                          total={found.total}
                          noun={words('noun')}
                          href={(page) => here({ page })}
                        />
                      </>
                    )
                  }
                </Part>
              </>
            ) : (
              <NeedsRole permission="personal.read" act={words('rowsAct')} />
            )}
          </Section>
        </>
      )}
      {query.row === null || live ? null : (
        <RowDetail
          sync={sync}
          run={id}
          rowKey={query.row}
          closed={here({ page: query.page })}
          paths={paths}
          zone={zone}
          mayRun={mayRun}
        />
      )}
    </>
  );
}
