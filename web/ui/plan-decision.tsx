import { getTranslations } from 'next-intl/server';
import { decidePlan } from '../data/actions/control-run.ts';
import { planStanding } from '../data/approvals.ts';
import { waitingPlan } from '../data/sync-plan.ts';
import type { SyncRun } from '../data/sync-runs.ts';
import { ActionForm } from './action-form.tsx';
import { NeedsRole } from './needs-role.tsx';
import { Note } from './notes.tsx';
import { Section } from './page.tsx';
import { Part } from './part.tsx';
import { notSent, PlanSampleSections, PlanTally } from './plan-view.tsx';
import { PendingRows } from './skeletons.tsx';
import { standingWords } from './standing-words.ts';
import { Id } from './values.tsx';
import { WaitingPlan } from './waiting-plan.tsx';

interface PlanDecisionProps {
  run: SyncRun;
  /** Whether the reader may say yes or no. */
  mayApprove: boolean;
  operation: string | null;
  href: (operation: string | null) => string;
}

/** A plan that waits: why, what it would do, and the two answers. What is approved is the plan that is shown. */
export async function PlanDecision({ run, mayApprove, operation, href }: PlanDecisionProps) {
  const [runs, words, approval, standing] = await Promise.all([
    getTranslations('runs'),
    getTranslations('runs.plan'),
    getTranslations('syncs.approval'),
    planStanding(run),
  ]);
  const waits = await standingWords(standing);
  const hash = run.planHash ?? '';
  const fields = { run: run.id, sync: run.sync, hash };
  const sent = run.planned - run.rejected - run.skipped;
  return (
    <>
      <WaitingPlan
        title={words('waits')}
        reasons={waits === null ? run.stoppedBy : [...run.stoppedBy, waits]}
      >
        {mayApprove ? (
          <>
            <ActionForm
              action={decidePlan}
              label={words('discard')}
              icon="discard"
              fields={{ ...fields, decision: 'discard' }}
              title={words('discardTitle')}
            />
            {standing.ownWaits ? null : (
              <ActionForm
                action={decidePlan}
                label={words('approve', { count: sent })}
                icon="approve"
                fields={{ ...fields, decision: 'approve' }}
                filled
              />
            )}
          </>
        ) : null}
      </WaitingPlan>
      {mayApprove ? null : <NeedsRole permission="sync.approve" act={approval('act')} />}
      <Part load={() => waitingPlan(run.id)} pending={<PendingRows rows={6} />} effect={runs('nothingSent')}>
        {(plan) => (
          <>
            <Section title={words('would')} aside={words.rich('plan', { id: () => <Id>{hash}</Id> })}>
              <PlanTally
                plan={plan}
                operation={operation}
                href={href}
                others={[
                  ...notSent(runs, run),
                  ...(run.unchanged === null ? [] : [{ name: words('unchanged'), value: run.unchanged }]),
                ]}
              />
              <Note>{words('exactly', { count: sent })}</Note>
            </Section>
            <PlanSampleSections plan={plan} operation={operation} />
          </>
        )}
      </Part>
    </>
  );
}
