import { slug as slugSchema } from '../../../../../../../models/workspace/kinds/shared.ts';
import { csvFile } from '../../../../../../data/csv.ts';
import { attempt } from '../../../../../../data/problem.ts';
import { streamMembers } from '../../../../../../data/segment-members.ts';
import { segmentDefinition } from '../../../../../../data/segments.ts';
import { workspaceSlug } from '../../../../../../data/workspace.ts';

interface Context {
  params: Promise<{ workspace: string; slug: string }>;
}

/** The members of a segment as CSV, streamed: a million rows take no more memory than a page. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { workspace, slug } = await params;
  const known = workspace === (await workspaceSlug()) && slugSchema.safeParse(slug).success;
  const outcome = await attempt(async () => {
    if (!known || (await segmentDefinition(slug)) === null) return null;
    return streamMembers(slug);
  });
  if (outcome.state === 'not-computed') {
    return Response.json({ error: outcome.cause, mend: outcome.mend }, { status: 409 });
  }
  if (outcome.state === 'failed') {
    return Response.json(outcome.problem, { status: outcome.status });
  }
  if (outcome.data === null)
    return Response.json({ error: `No segment is called ${slug}.` }, { status: 404 });
  const { columns, batches } = outcome.data;
  return csvFile(slug, columns, batches);
}
