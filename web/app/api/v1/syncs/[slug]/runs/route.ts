import { startSync } from '../../../../../../../workflows/run-sync/start.ts';
import { answerApi } from '../../../../../../data/api.ts';
import { settings } from '../../../../../../data/settings.ts';

export const dynamic = 'force-dynamic';

/** Starts a run of a sync: 202 with its id, 409 where one is under way. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ slug: string }> },
): Promise<Response> {
  const { slug } = await params;
  return answerApi(request, 'sync.run', async () => {
    const { runId } = await startSync(settings(), slug, { trigger: 'api' });
    return { status: 202, body: { run_id: runId, sync: slug } };
  });
}
