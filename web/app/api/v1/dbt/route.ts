import { startAfterDbt } from '../../../../../workflows/run-sync/start.ts';
import { answerApi } from '../../../../data/api.ts';
import { settings } from '../../../../data/settings.ts';

export const dynamic = 'force-dynamic';

/** Takes the run results of a dbt run elsewhere, and starts the syncs that waited for its models. */
export async function POST(request: Request): Promise<Response> {
  return answerApi(request, 'sync.run', async () => {
    const results: unknown = await request.json().catch(() => undefined);
    const syncs = await startAfterDbt(settings(), results);
    return {
      status: 202,
      body: {
        syncs: syncs.map((one) => ('started' in one ? { sync: one.sync, run_id: one.started.runId } : one)),
      },
    };
  });
}
