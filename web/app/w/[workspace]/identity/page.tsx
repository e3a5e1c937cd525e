import { redirect } from 'next/navigation';
import { pathsOf } from '../../../../ui/paths.ts';

export default async function IdentityPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  redirect(pathsOf(workspace).identity());
}
