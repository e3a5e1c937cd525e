import { redirect } from 'next/navigation';
import { pathsOf } from '../../../../../ui/paths.ts';

export default async function SegmentPage({
  params,
}: {
  params: Promise<{ workspace: string; slug: string }>;
}) {
  const { workspace, slug } = await params;
  redirect(pathsOf(workspace).segment(slug));
}
