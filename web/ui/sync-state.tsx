import { nextRun } from '../data/next-run.ts';
import { attempt } from '../data/problem.ts';
import type { SyncRun } from '../data/sync-runs.ts';
import type { SyncSummary } from '../data/syncs.ts';
import { kindWords } from '../words/run-words.ts';
import { Equation } from './equation.tsx';
import { plural } from './format.ts';
import { Go } from './go.tsx';
import { GoButton } from './go-button.tsx';
import { notPlanned } from './not-planned.ts';
import { Section } from './page.tsx';
import { Part } from './part.tsx';
import type { Paths } from './paths.ts';
import { RunStatus } from './run-status.tsx';
import css from './sync-state.module.css';
import { Missing, Time } from './values.tsx';
import { WaitingPlan } from './waiting-plan.tsx';

interface SyncStateProps {
  sync: SyncSummary;
  /** The latest run; null before the first. */
  last: SyncRun | null;
  paths: Paths;
  zone: string;
}

/** When a sync runs next: by its schedule, or what else starts it. */
function NextRun({ sync, zone }: { sync: SyncSummary; zone: string }) {
  if (sync.paused) return 'Paused: nothing starts it but “Run now”.';
  if (!sync.scheduled) return sync.when;
  return (
    <Part load={() => attempt(() => nextRun(sync.slug))} pending={null}>
      {(next) => {
        if (next.state !== 'ready')
          return <Missing reason="Temporal, which keeps the schedule, does not answer" />;
        if (next.data === null) return <Missing reason="The schedule is not applied: run `./weft apply`" />;
        return (
          <>
            <Time at={next.data} zone={zone} full /> <span className={css.dim}>{sync.when}</span>
          </>
        );
      }}
    </Part>
  );
}

/** Rows that the last run had no need to send; of a run that looked at all of them alone. */
function Still({ run }: { run: SyncRun }) {
  const still = notPlanned(run);
  if (still === null) return null;
  return (
    <div>
      <dt>Not planned</dt>
      <dd>
        {still.same}
        {still.left === null ? null : <span className={css.dim}>{still.left}</span>}
      </dd>
    </div>
  );
}

/** How a sync stands: whether a plan waits, what the last run left, and what comes next. */
export function SyncState({ sync, last, paths, zone }: SyncStateProps) {
  const waits = last?.status === 'awaiting_approval' ? last : null;
  return (
    <>
      {waits === null ? null : (
        <WaitingPlan
          title={`A plan of ${plural(waits.planned, 'row')} waits for approval. Nothing is sent before.`}
          reasons={waits.stoppedBy}
        >
          <GoButton href={paths.syncRun(sync.slug, waits.id)}>Look at the plan</GoButton>
        </WaitingPlan>
      )}
      <Section title="Now">
        <dl className={css.facts}>
          <div>
            <dt>Last run</dt>
            <dd>
              {last === null ? (
                'Never ran'
              ) : (
                <Go href={paths.syncRun(sync.slug, last.id)}>
                  <RunStatus status={last.status} />
                </Go>
              )}
              {last === null ? null : (
                <span className={css.dim}>
                  <Time at={last.startedAt} zone={zone} /> · {kindWords(last.kind).toLowerCase()}
                </span>
              )}
            </dd>
          </div>
          <div>
            <dt>Next run</dt>
            <dd>
              <NextRun sync={sync} zone={zone} />
            </dd>
          </div>
          {last === null ? null : <Still run={last} />}
        </dl>
        {last === null ? null : (
          <Equation
            run={last}
            current={undefined}
            href={(status) => paths.syncRun(sync.slug, last.id, { status })}
          />
        )}
      </Section>
    </>
  );
}
