import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { runCosts } from '../../../../../../data/model-costs.ts';
import { attempt } from '../../../../../../data/problem.ts';
import { findRun, type StepView } from '../../../../../../data/runs.ts';
import { workflowUrl } from '../../../../../../data/temporal.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { formatCount, plural } from '../../../../../../ui/format.ts';
import { Live } from '../../../../../../ui/live.tsx';
import {
  hasMessage,
  ModelSteps,
  type Span,
  StepMessages,
  spansOf,
} from '../../../../../../ui/model-steps.tsx';
import { Empty, ProblemNote } from '../../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../../ui/page.tsx';
import { RunLine } from '../../../../../../ui/run-line.tsx';
import { Status } from '../../../../../../ui/status.tsx';
import { TemporalLink } from '../../../../../../ui/temporal-link.tsx';
import { Id } from '../../../../../../ui/values.tsx';
import { runWords } from '../../../../../../words/run-words.ts';

export const metadata: Metadata = { title: 'Refresh of the models' };

/** How many are done; of how many is known only at the end. */
function Done({ steps, live }: { steps: readonly StepView[]; live: boolean }) {
  const done = steps.filter((step) => step.status !== 'running').length;
  return live
    ? `${formatCount(done)} done so far`
    : `${formatCount(done)} of ${formatCount(steps.length)} done`;
}

/** Tests that passed say little: they are folded away behind their number. */
function Tests({ tests, spans }: { tests: readonly StepView[]; spans: ReadonlyMap<string, Span> }) {
  const passed = tests.filter((test) => test.status === 'succeeded');
  const others = tests.filter((test) => test.status !== 'succeeded');
  return (
    <>
      {others.length > 0 ? (
        <ModelSteps spans={spans} steps={others} caption="Tests that did not pass" />
      ) : null}
      {passed.length > 0 ? (
        <details>
          <summary>
            <Status tone="good">{plural(passed.length, 'test passed', 'tests passed')}</Status>
          </summary>
          <ModelSteps spans={spans} steps={passed} caption="Tests that passed" />
        </details>
      ) : null}
    </>
  );
}

export default async function ModelRunPage({
  params,
}: {
  params: Promise<{ workspace: string; run: string }>;
}) {
  const { run: id } = await params;
  const [{ zone }, found] = await Promise.all([currentWorkspace(), findRun(id)]);
  if (found === null) notFound();
  const { run, steps } = found;
  // What a run took is recorded when it ends; a warehouse that is away leaves it out.
  const costs = await attempt(() => runCosts(id));
  const live = runWords(run.status).live;
  const spans = spansOf(run, steps);
  const ofKind = (kind: string) => steps.filter((step) => step.kind === kind);
  const [stages, models, tests] = [ofKind('stage'), ofKind('model'), ofKind('test')];
  return (
    <Page
      title="Refresh of the models"
      lead={
        <>
          <RunLine run={run} zone={zone} /> · <Id>{id}</Id>
        </>
      }
      actions={
        <>
          {live ? <Live run={id} zone={zone} /> : null}
          <TemporalLink href={await workflowUrl(run.workflowId)} />
        </>
      }
    >
      {run.error ? (
        <ProblemNote
          problem={{
            cause: run.error.message,
            effect: 'Models that failed or were skipped stay as they were; those before them are new.',
            mend: run.error.mend ?? undefined,
          }}
        />
      ) : null}
      {steps.some(hasMessage) ? (
        <Section title="Messages">
          <StepMessages steps={steps.filter(hasMessage)} />
        </Section>
      ) : null}
      {steps.length === 0 ? (
        <Empty detail={live ? 'dbt reads the project first; the models follow.' : undefined}>
          {live ? 'Starting.' : 'The run ended before any model began.'}
        </Empty>
      ) : (
        <>
          {stages.length > 0 ? (
            <Section title="Stages" aside={<Done steps={stages} live={live} />}>
              <ModelSteps spans={spans} steps={stages} caption="Stages" />
            </Section>
          ) : null}
          <Section title="Models" aside={<Done steps={models} live={live} />}>
            <ModelSteps
              spans={spans}
              steps={models}
              caption="Models"
              costs={costs.state === 'ready' ? costs.data : undefined}
            />
          </Section>
          {tests.length > 0 ? (
            <Section title="Tests" aside={<Done steps={tests} live={live} />}>
              <Tests tests={tests} spans={spans} />
            </Section>
          ) : null}
        </>
      )}
    </Page>
  );
}
