import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { identityPlan } from '../../../../../../../data/identity-plans.ts';
import { currentWorkspace } from '../../../../../../../data/workspace.ts';
import { PlanSamples } from '../../../../../../../ui/identity/plan-samples.tsx';
import { planTabs } from '../../../../../../../ui/identity/plan-state.ts';
import {
  ConflictsOfPlan,
  LargestOfPlan,
  SegmentsOfPlan,
  SyncsOfPlan,
} from '../../../../../../../ui/identity/plan-tables.tsx';
import { Part } from '../../../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../../../ui/paths.ts';
import { PendingRows } from '../../../../../../../ui/skeletons.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('identity.plan'))('meta') };
}

export default async function PlanTabPage({
  params,
}: {
  params: Promise<{ workspace: string; id: string; tab: string }>;
}) {
  const { workspace: of, id, tab: given } = await params;
  const tab = planTabs.find((one) => one === given);
  if (tab === undefined) notFound();
  const { workspace } = await currentWorkspace();
  const paths = pathsOf(of);
  return (
    <Part load={() => identityPlan(decodeURIComponent(id))} pending={<PendingRows rows={6} />}>
      {(plan) => {
        const report = plan?.report;
        if (!report) return null;
        switch (tab) {
          case 'merges':
            return (
              <PlanSamples
                kind="merges"
                samples={report.samples.merged}
                total={report.changes.merged.persons}
                paths={paths}
              />
            );
          case 'splits':
            return (
              <PlanSamples
                kind="splits"
                samples={report.samples.split}
                total={report.changes.split.previous}
                paths={paths}
              />
            );
          case 'largest':
            return <LargestOfPlan report={report} paths={paths} />;
          case 'segments':
            return <SegmentsOfPlan report={report} paths={paths} workspace={workspace} />;
          case 'syncs':
            return <SyncsOfPlan report={report} paths={paths} workspace={workspace} />;
          case 'conflicts':
            return <ConflictsOfPlan report={report} />;
        }
      }}
    </Part>
  );
}
