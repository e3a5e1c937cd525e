import { slug as slugSchema } from '../../../../../../../models/workspace/kinds/shared.ts';
import { csvFile } from '../../../../../../data/csv.ts';
import { exportedMembers } from '../../../../../../data/segment-members.ts';
import { segmentDefinition } from '../../../../../../data/segments.ts';
import { workspaceSlug } from '../../../../../../data/workspace.ts';

interface Context {
  params: Promise<{ workspace: string; slug: string }>;
}

/** The members of a segment as CSV. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { workspace, slug } = await params;
  const known = workspace === (await workspaceSlug()) && slugSchema.safeParse(slug).success;
  return csvFile(known ? slug : 'segment', async () =>
    known && (await segmentDefinition(slug)) !== null ? exportedMembers(slug) : null,
  );
}
