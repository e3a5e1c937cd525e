import { appChanges } from '../../../../../connectors/control/app-changes.ts';
import { patchOf } from '../../../../../models/workspace/patch.ts';
import { resourceId } from '../../../../../models/workspace/resource.ts';
import { authorise } from '../../../../data/authorise.ts';
import { withControl } from '../../../../data/control.ts';
import { attempt } from '../../../../data/problem.ts';

/** What the app has changed since files were last applied, as a patch for `git apply`; `?of=kind/slug` for one alone. */
export async function GET(request: Request): Promise<Response> {
  const of = new URL(request.url).searchParams.get('of');
  const outcome = await attempt(async () => {
    await authorise('read');
    const changes = await withControl(appChanges);
    return patchOf(
      changes.filter(({ before, after }) => {
        const resource = after ?? before;
        return of === null || (resource !== null && resourceId(resource) === of);
      }),
    );
  });
  if (outcome.state === 'failed') return Response.json(outcome.problem, { status: outcome.status });
  if (outcome.state === 'not-computed') return Response.json({ error: outcome.cause }, { status: 409 });
  const name = of === null ? 'weft' : of.replace('/', '-');
  return new Response(outcome.data, {
    headers: {
      'content-type': 'text/x-patch; charset=utf-8',
      'content-disposition': `attachment; filename="${name.replace(/[^\w-]/g, '')}.patch"`,
      'cache-control': 'no-store',
    },
  });
}
