import { decidePlan } from '../data/actions/control-run.ts';
import { waitingPlan } from '../data/sync-plan.ts';
import type { SyncRun } from '../data/sync-runs.ts';
import { ActionForm } from './action-form.tsx';
import { plural, pluralExact } from './format.ts';
import { Note } from './notes.tsx';
import { Section } from './page.tsx';
import { Part } from './part.tsx';
import { notSent, PlanSampleSections, PlanTally } from './plan-view.tsx';
import { PendingRows } from './skeletons.tsx';
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
export function PlanDecision({ run, mayApprove, operation, href }: PlanDecisionProps) {
  const hash = run.planHash ?? '';
  const fields = { run: run.id, sync: run.sync, hash };
  const sent = run.planned - run.rejected - run.skipped;
  return (
    <>
      <WaitingPlan title="This plan waits for approval. Nothing is sent before." reasons={run.stoppedBy}>
        {mayApprove ? (
          <>
            <ActionForm
              action={decidePlan}
              label="Discard"
              icon="discard"
              fields={{ ...fields, decision: 'discard' }}
              title="Nothing of this plan is sent; the next run makes a new one."
            />
            <ActionForm
              action={decidePlan}
              label={`Approve ${pluralExact(sent, 'row')}`}
              icon="approve"
              fields={{ ...fields, decision: 'approve' }}
              filled
            />
          </>
        ) : null}
      </WaitingPlan>
      {mayApprove ? null : <Note>Approving it needs the permission “sync.approve”.</Note>}
      <Part load={() => waitingPlan(run.id)} pending={<PendingRows rows={6} />} effect="Nothing was sent.">
        {(plan) => (
          <>
            <Section
              title="What it would do"
              aside={
                <>
                  Plan <Id>{hash}</Id>
                </>
              }
            >
              <PlanTally
                plan={plan}
                operation={operation}
                href={href}
                others={[
                  ...notSent(run),
                  ...(run.unchanged === null ? [] : [{ name: 'Unchanged', value: run.unchanged }]),
                ]}
              />
              <Note>
                Exactly these {plural(sent, 'row')} are sent when the plan is approved, whatever changed
                since.
              </Note>
            </Section>
            <PlanSampleSections plan={plan} operation={operation} />
          </>
        )}
      </Part>
    </>
  );
}
