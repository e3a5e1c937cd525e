import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { planStanding } from '../data/approvals.ts';
import { nextRun } from '../data/next-run.ts';
import { attempt } from '../data/problem.ts';
import type { SyncRun } from '../data/sync-runs.ts';
import type { SyncSummary } from '../data/syncs.ts';
import { Equation } from './equation.tsx';
import { Go } from './go.tsx';
import { GoButton } from './go-button.tsx';
import { notPlanned } from './not-planned.ts';
import { Section } from './page.tsx';
import { Part } from './part.tsx';
import type { Paths } from './paths.ts';
import { RunStatus } from './run-status.tsx';
import { kindWord } from './run-words.ts';
import { standingWords } from './standing-words.ts';
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
  const words = useTranslations('runs.now');
  if (sync.paused) return words('paused');
  if (!sync.scheduled) return sync.when;
  return (
    <Part load={() => attempt(() => nextRun(sync.slug))} pending={null}>
      {(next) => {
        if (next.state !== 'ready') return <Missing reason={words('noTemporal')} />;
        if (next.data === null) return <Missing reason={words('notApplied')} />;
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
  const words = useTranslations('runs');
  const still = notPlanned(run);
  if (still === null) return null;
  return (
    <div>
      <dt>{words('now.notPlanned')}</dt>
      <dd>
        {words('still.same', { count: still.same })}
        {still.left === 0 ? null : (
          <span className={css.dim}>{words('still.left', { count: still.left })}</span>
        )}
      </dd>
    </div>
  );
}

/** How a sync stands: whether a plan waits, what the last run left, and what comes next. */
export async function SyncState({ sync, last, paths, zone }: SyncStateProps) {
  const words = await getTranslations('runs');
  const waits = last?.status === 'awaiting_approval' ? last : null;
  const missing = waits === null ? null : await standingWords(await planStanding(waits));
  return (
    <>
      {waits === null ? null : (
        <WaitingPlan
          title={words('now.waits', { count: waits.planned })}
          reasons={missing === null ? waits.stoppedBy : [...waits.stoppedBy, missing]}
        >
          <GoButton href={paths.syncRun(sync.slug, waits.id)}>{words('now.look')}</GoButton>
        </WaitingPlan>
      )}
      <Section title={words('now.title')}>
        <dl className={css.facts}>
          <div>
            <dt>{words('now.last')}</dt>
            <dd>
              {last === null ? (
                words('now.neverRan')
              ) : (
                <Go href={paths.syncRun(sync.slug, last.id)}>
                  <RunStatus status={last.status} />
                </Go>
              )}
              {last === null ? null : (
                <span className={css.dim}>
                  <Time at={last.startedAt} zone={zone} /> · {kindWord(words, last.kind, 'inside')}
                </span>
              )}
            </dd>
          </div>
          <div>
            <dt>{words('now.next')}</dt>
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
