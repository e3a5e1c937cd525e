import { csvFile } from '../../../../../../../../data/csv.ts';
import { exportedRows, rowOperations } from '../../../../../../../../data/sync-rows.ts';
import { findSyncRun, rowStatuses } from '../../../../../../../../data/sync-runs.ts';

interface Context {
  params: Promise<{ workspace: string; slug: string; run: string }>;
}

/** The rows of a run as CSV, all of them or those that the page's search and filters leave. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { slug, run } = await params;
  const asked = new URL(request.url).searchParams;
  return csvFile('rows', async () => {
    if ((await findSyncRun(slug, run)) === null) return null;
    return exportedRows({
      run,
      status: rowStatuses.find((one) => one === asked.get('status')) ?? null,
      operation: rowOperations.find((one) => one === asked.get('operation')) ?? null,
      q: (asked.get('q') ?? '').trim().slice(0, 500),
    });
  });
}
