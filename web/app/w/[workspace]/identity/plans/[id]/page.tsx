import { redirect } from 'next/navigation';
import { pathsOf } from '../../../../../../ui/paths.ts';

export default async function PlanPage({ params }: { params: Promise<{ workspace: string; id: string }> }) {
  const { workspace, id } = await params;
  redirect(pathsOf(workspace).identityPlan(decodeURIComponent(id)));
}
