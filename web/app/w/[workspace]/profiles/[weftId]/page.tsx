import { redirect } from 'next/navigation';
import { pathsOf } from '../../../../../ui/paths.ts';

export default async function PersonPage({
  params,
}: {
  params: Promise<{ workspace: string; weftId: string }>;
}) {
  const { workspace, weftId } = await params;
  redirect(pathsOf(workspace).profile(decodeURIComponent(weftId)));
}
