import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { nameOf } from '../../../../../../../models/words/names.ts';
import { planDraft } from '../../../../../../data/actions/plan-identity.ts';
import { may } from '../../../../../../data/authorise.ts';
import { identityPlans, type PlanLine } from '../../../../../../data/identity-plans.ts';
import { ownDrafts } from '../../../../../../data/resource-state.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { ActionForm } from '../../../../../../ui/action-form.tsx';
import { DataTable, RowLink } from '../../../../../../ui/data-table.tsx';
import { Go } from '../../../../../../ui/go.tsx';
import { planTones } from '../../../../../../ui/identity/plan-state.ts';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { Status } from '../../../../../../ui/status.tsx';
import { Count, Time } from '../../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('identity.plans'))('meta') };
}

/** What the actor drafted of the resources by which people are told apart. */
async function drafted() {
  const { workspace } = await currentWorkspace();
  const [rules, sources] = await Promise.all([ownDrafts('identity'), ownDrafts('source')]);
  const of = (kind: 'identity' | 'source', drafts: typeof rules) =>
    drafts.flatMap(({ slug, updatedAt }) => {
      const resource = workspace.get(kind, slug);
      return [{ kind, slug, name: resource ? nameOf(resource) : slug, updatedAt }];
    });
  return [...of('identity', rules), ...of('source', sources)];
}

export default async function IdentityPlansPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const paths = pathsOf(workspace);
  const words = await getTranslations('identity.plans');
  const [{ zone }, editable] = await Promise.all([currentWorkspace(), may('data.edit')]);
  const plans = (found: PlanLine[]) => (
    <DataTable
      caption={words('caption')}
      rows={found}
      rowKey={(plan) => plan.id}
      linked
      columns={[
        {
          key: 'at',
          title: words('made'),
          width: '220px',
          cell: (plan) => (
            <RowLink href={paths.identityPlan(plan.id)}>
              <Time at={plan.at} zone={zone} full />
            </RowLink>
          ),
        },
        { key: 'by', title: words('by'), clip: true, cell: (plan) => plan.by },
        {
          key: 'state',
          title: words('state'),
          width: '150px',
          cell: (plan) => <Status tone={planTones[plan.state]}>{words(`states.${plan.state}`)}</Status>,
        },
        {
          key: 'merged',
          title: words('merges'),
          align: 'end',
          width: '100px',
          cell: (plan) => <Count value={plan.merged} reason={words('notKnown')} />,
        },
        {
          key: 'split',
          title: words('splits'),
          align: 'end',
          width: '100px',
          cell: (plan) => <Count value={plan.split} reason={words('notKnown')} />,
        },
        {
          key: 'persons',
          title: words('people'),
          align: 'end',
          width: '110px',
          from: 'roomy',
          cell: (plan) => <Count value={plan.persons?.after ?? null} reason={words('notKnown')} />,
        },
      ]}
    />
  );
  return (
    <>
      {editable ? (
        <Part load={drafted} pending={<PendingRows rows={1} />}>
          {(drafts) =>
            drafts.length === 0 ? null : (
              <Section title={words('drafts')}>
                <DataTable
                  caption={words('drafts')}
                  rows={drafts}
                  rowKey={(draft) => `${draft.kind}/${draft.slug}`}
                  comfortable
                  columns={[
                    {
                      key: 'name',
                      title: words('draft'),
                      clip: true,
                      cell: (draft) => (
                        <Go
                          href={
                            draft.kind === 'identity' ? paths.identity('rules') : paths.source(draft.slug)
                          }
                        >
                          {draft.name}
                        </Go>
                      ),
                    },
                    {
                      key: 'at',
                      title: words('saved'),
                      width: '220px',
                      cell: (draft) => <Time at={draft.updatedAt} zone={zone} />,
                    },
                    {
                      key: 'plan',
                      title: '',
                      align: 'end',
                      width: '180px',
                      cell: (draft) => (
                        <ActionForm
                          action={planDraft}
                          label={words('plan')}
                          icon="run"
                          small
                          fields={{ kind: draft.kind, slug: draft.slug }}
                        />
                      ),
                    },
                  ]}
                />
              </Section>
            )
          }
        </Part>
      ) : null}
      <Part load={identityPlans} pending={<PendingRows rows={6} />}>
        {(found) =>
          found.length === 0 ? (
            <Empty
              detail={words('emptyDetail')}
              action={editable ? <Go href={paths.identity('rules')}>{words('toRules')}</Go> : undefined}
            >
              {words('empty')}
            </Empty>
          ) : (
            plans(found)
          )
        }
      </Part>
    </>
  );
}
