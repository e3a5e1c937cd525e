import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { endPlan } from '../../../../../../data/actions/plan-identity.ts';
import { identityPlan, type PlanView } from '../../../../../../data/identity-plans.ts';
import { totalsOf } from '../../../../../../data/plan-report.ts';
import { attempt, troubleOf } from '../../../../../../data/problem.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { getFormats } from '../../../../../../i18n/get-formats.ts';
import { ActionForm } from '../../../../../../ui/action-form.tsx';
import { PlanActs } from '../../../../../../ui/identity/plan-acts.tsx';
import { PlanProgress } from '../../../../../../ui/identity/plan-progress.tsx';
import { planTabs, planTones } from '../../../../../../ui/identity/plan-state.ts';
import { Live } from '../../../../../../ui/live.tsx';
import { Note, ProblemNote } from '../../../../../../ui/notes.tsx';
import { Page } from '../../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';
import { Status } from '../../../../../../ui/status.tsx';
import { Tabs } from '../../../../../../ui/tabs.tsx';

interface LayoutProps {
  params: Promise<{ workspace: string; id: string }>;
  children: ReactNode;
}

/** A plan of the rules: what it comes to in a sentence, above the tabs; while it is made, how far it is. */
export default async function PlanLayout({ params, children }: LayoutProps) {
  const format = await getFormats();
  const { workspace, id: encoded } = await params;
  const id = decodeURIComponent(encoded);
  const [words, { zone }, outcome] = await Promise.all([
    getTranslations('identity.plan'),
    currentWorkspace(),
    attempt(() => identityPlan(id)),
  ]);
  if (outcome.state !== 'ready') {
    return (
      <Page title={words('title', { id: id.slice(0, 8) })}>
        <ProblemNote problem={troubleOf(outcome)} />
      </Page>
    );
  }
  const plan = outcome.data;
  if (plan === null) notFound();
  return (
    <Page
      title={await headline(plan)}
      lead={
        <>
          <Status tone={planTones[plan.state]}>{words(`states.${plan.state}`)}</Status>
          {' · '}
          {words('madeBy', {
            id: plan.id.slice(0, 8),
            at: format.time(plan.at, zone),
            by: plan.by === '' ? '–' : plan.by,
          })}
          {plan.report
            ? ` ${words('compared', {
                at: format.time(plan.report.comparedWith.at, zone),
                seconds: format.seconds(plan.report.seconds),
              })}`
            : null}
        </>
      }
      actions={
        plan.state === 'running' && plan.editable ? (
          <ActionForm action={endPlan} label={words('cancel')} icon="stop" />
        ) : plan.report && plan.editable ? (
          <PlanActs plan={plan} workspace={workspace} />
        ) : null
      }
    >
      {plan.state === 'running' ? (
        <>
          <Live run={plan.id} zone={zone} />
          <PlanProgress steps={plan.steps} />
        </>
      ) : null}
      {plan.state === 'failed' ? (
        <ProblemNote
          problem={{
            cause: plan.error?.message ?? words('failed'),
            effect: words('nothingChanged'),
            mend: plan.error?.mend ?? undefined,
          }}
        />
      ) : null}
      {plan.state === 'cancelled' ? <Note>{words('cancelled')}</Note> : null}
      {plan.report ? (
        <>
          {plan.stale ? <Note>{words('stale')}</Note> : null}
          {plan.report.notes.map((note) => (
            <Note key={note}>{note}</Note>
          ))}
          <Tabs
            label={words('tabs')}
            tabs={planTabs.map((tab) => ({
              name: words(`tab.${tab}`),
              href: pathsOf(workspace).identityPlan(plan.id, tab),
            }))}
          />
          {children}
        </>
      ) : null}
    </Page>
  );
}

/** "2,004 merges, 61 splits; 3,120 people; 5 segments, 2 syncs change." */
async function headline(plan: PlanView): Promise<string> {
  const format = await getFormats();
  const words = await getTranslations('identity.plan');
  if (plan.report === null) return words('title', { id: plan.id.slice(0, 8) });
  const { merges, splits, people, segments, syncs } = totalsOf(plan.report);
  if (merges + splits + people + segments + syncs === 0) return words('nobody');
  return words('headline', {
    merges,
    splits,
    people,
    segments,
    syncs,
    mergesText: format.count(merges),
    splitsText: format.count(splits),
    peopleText: format.count(people),
  });
}
