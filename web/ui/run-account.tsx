import { humanise } from '../../models/words/names.ts';
import { rejectGroups } from '../data/sync-rejects.ts';
import { rowOperations, rowsPageSize, skipReasons, syncRows } from '../data/sync-rows.ts';
import { rowStatuses, type SyncRun } from '../data/sync-runs.ts';
import { paceOf } from '../words/pace.ts';
import { runWords } from '../words/run-words.ts';
import { Chips } from './chips.tsx';
import { Equation } from './equation.tsx';
import { formatSeconds, plural } from './format.ts';
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
}

/** Rows that were not planned, as they were as they should be or stay there. */
function Still({ run }: { run: SyncRun }) {
  const still = notPlanned(run);
  if (still === null) return null;
  return (
    <Note>
      {still.same}, so not planned.{still.left === null ? null : ` ${still.left}.`}
    </Note>
  );
}

/** How fast a run is, once that means something. */
function PaceOf({ run }: { run: SyncRun }) {
  const since = Date.parse(run.approvedAt ?? run.startedAt ?? '');
  const pace = Number.isNaN(since) ? null : paceOf({ ...run, since }, Date.now());
  if (pace === null) return null;
  return (
    <Note>
      {plural(Math.round(pace.perSecond), 'row')} a second, about {formatSeconds(pace.secondsLeft)} left.
    </Note>
  );
}

/** What became of a run's rows: the equation, why some were not accepted, and each row. */
export function RunAccount({ run, live, query, paths, zone, mayRun }: RunAccountProps) {
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
      <Section title="Rows by outcome" aside={<Id>{id}</Id>}>
        <Equation
          run={run}
          current={status}
          href={(to) => paths.syncRun(sync, id, { status: to, operation })}
        />
        <PaceOf run={run} />
        <Still run={run} />
        {run.stoppedBy.length === 0 ? null : <Note>It waited for approval: {run.stoppedBy.join('; ')}.</Note>}
      </Section>
      {live ? (
        <Note>Each row stands here with its outcome when the run is over.</Note>
      ) : (
        <>
          {run.rejected === 0 ? null : (
            <Section
              title="Rejected, by cause"
              aside="A rejected row is tried again when it changes, or when you send it again."
            >
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
            <Section title="Skipped, by reason">
              <Part load={() => skipReasons(id)} pending={<PendingRows rows={2} />}>
                {(reasons) => <ReasonList reasons={reasons} />}
              </Part>
            </Section>
          )}
          <Section title={status === null ? 'Rows' : `Rows: ${runWords(status).word.toLowerCase()}`}>
            <SearchField label="Search rows" placeholder="Key or reason" />
            <Chips
              label="Operations"
              chips={[null, ...rowOperations].map((one) => ({
                name: one === null ? 'All' : humanise(one),
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
                      ? `No ${[status, operation === null ? null : `“${operation}”`].filter(Boolean).join(' ') || 'planned'} row in this run.`
                      : `No ${status ?? ''} row matches “${query.q}”.`}
                  </Empty>
                ) : (
                  <>
                    <SyncRowsTable
                      rows={found.rows}
                      open={query.row}
                      href={(key) => here({ row: key, page: query.page })}
                      zone={zone}
                    />
                    <Pager
                      page={query.page}
                      pageSize={rowsPageSize}
                      total={found.total}
                      noun="rows"
                      href={(page) => here({ page })}
                    />
                  </>
                )
              }
            </Part>
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
