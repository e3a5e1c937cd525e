import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { runCosts } from '../../../../../../data/model-costs.ts';
import { attempt } from '../../../../../../data/problem.ts';
import { findRun, type StepView } from '../../../../../../data/runs.ts';
import { workflowUrl } from '../../../../../../data/temporal.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { getFormats } from '../../../../../../i18n/get-formats.ts';
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
import { pathsOf } from '../../../../../../ui/paths.ts';
import { RunLine } from '../../../../../../ui/run-line.tsx';
import { Status } from '../../../../../../ui/status.tsx';
import { TemporalLink } from '../../../../../../ui/temporal-link.tsx';
import { Id } from '../../../../../../ui/values.tsx';
import { stateOf } from '../../../../../../words/run-words.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('models.run'))('title') };
}

/** How many are done; of how many is known only at the end. */
async function Done({ steps, live }: { steps: readonly StepView[]; live: boolean }) {
  const format = await getFormats();
  const words = await getTranslations('models.run');
  const done = steps.filter((step) => step.status !== 'running').length;
  return live
    ? words('doneSoFar', { done: format.count(done) })
    : words('done', { done: format.count(done), all: format.count(steps.length) });
}

/** Tests that passed say little: they are folded away behind their number. */
async function Tests({ tests, spans }: { tests: readonly StepView[]; spans: ReadonlyMap<string, Span> }) {
  const words = await getTranslations('models.run');
  const passed = tests.filter((test) => test.status === 'succeeded');
  const others = tests.filter((test) => test.status !== 'succeeded');
  return (
    <>
      {others.length > 0 ? <ModelSteps spans={spans} steps={others} caption={words('notPassed')} /> : null}
      {passed.length > 0 ? (
        <details>
          <summary>
            <Status tone="good">{words('passed', { count: passed.length })}</Status>
          </summary>
          <ModelSteps spans={spans} steps={passed} caption={words('passedCaption')} />
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
  const { run: id, workspace } = await params;
  const paths = pathsOf(workspace);
  const [words, { zone }, found] = await Promise.all([
    getTranslations('models.run'),
    currentWorkspace(),
    findRun(id),
  ]);
  if (found === null) notFound();
  const { run, steps } = found;
  // What a run took is recorded when it ends; a warehouse that is away leaves it out.
  const costs = await attempt(() => runCosts(id));
  const live = stateOf(run.status).live;
  const spans = spansOf(run, steps);
  const ofKind = (kind: string) => steps.filter((step) => step.kind === kind);
  const [stages, models, tests] = [ofKind('stage'), ofKind('model'), ofKind('test')];
  return (
    <Page
      title={words('title')}
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
            effect: words('effect'),
            mend: run.error.mend ?? undefined,
          }}
        />
      ) : null}
      {steps.some(hasMessage) ? (
        <Section title={words('messages')}>
          <StepMessages steps={steps.filter(hasMessage)} />
        </Section>
      ) : null}
      {steps.length === 0 ? (
        <Empty detail={live ? words('startingDetail') : undefined}>
          {words(live ? 'starting' : 'nothing')}
        </Empty>
      ) : (
        <>
          {stages.length > 0 ? (
            <Section title={words('stages')} aside={<Done steps={stages} live={live} />}>
              <ModelSteps spans={spans} steps={stages} caption={words('stages')} />
            </Section>
          ) : null}
          <Section title={words('models')} aside={<Done steps={models} live={live} />}>
            <ModelSteps
              spans={spans}
              steps={models}
              caption={words('models')}
              hrefOf={paths.model}
              costs={costs.state === 'ready' ? costs.data : undefined}
            />
          </Section>
          {tests.length > 0 ? (
            <Section title={words('tests')} aside={<Done steps={tests} live={live} />}>
              <Tests tests={tests} spans={spans} />
            </Section>
          ) : null}
        </>
      )}
    </Page>
  );
}
