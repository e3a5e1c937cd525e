import { startRefresh } from '../../../../../workflows/refresh-models/start.ts';
import { answerApi } from '../../../../data/api.ts';
import { settings } from '../../../../data/settings.ts';

export const dynamic = 'force-dynamic';

/** Starts a refresh of the models: 202 with its id, 409 where one is under way. */
export async function POST(request: Request): Promise<Response> {
  return answerApi(request, 'refresh', async () => {
    const { runId } = await startRefresh(settings(), { trigger: 'api' });
    return { status: 202, body: { run_id: runId } };
  });
}
