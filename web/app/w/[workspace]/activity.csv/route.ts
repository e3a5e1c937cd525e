import { activityPages } from '../../../../data/activity.ts';
import { authorise } from '../../../../data/authorise.ts';
import { csvFile } from '../../../../data/csv.ts';
import { attempt } from '../../../../data/problem.ts';

/** The audit log as CSV. */
export async function GET(request: Request): Promise<Response> {
  const outcome = await attempt(() => authorise('export'));
  if (outcome.state === 'failed') return Response.json(outcome.problem, { status: outcome.status });
  const matching = (new URL(request.url).searchParams.get('q') ?? '').trim().slice(0, 500);
  return csvFile('activity', ['at', 'actor', 'action', 'subject', 'detail'], activityPages(matching));
}
