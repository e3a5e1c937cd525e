import { approvalsOf } from '../../../../../../connectors/control/approvals.ts';
import { getRun } from '../../../../../../connectors/control/runs.ts';
import { NotFound } from '../../../../../../connectors/errors.ts';
import { answerApi } from '../../../../../data/api.ts';
import { withControl } from '../../../../../data/control.ts';

export const dynamic = 'force-dynamic';

/** Where a run stands, with its account so far. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return answerApi(request, 'read', async () => {
    const found = await withControl((control) => getRun(control, id));
    if (!found) throw new NotFound(`there is no run ${id}`);
    const { kind, subject, status, trigger, createdAt, startedAt, endedAt, counts, error } = found.run;
    const times = { created_at: createdAt, started_at: startedAt, ended_at: endedAt };
    const approved =
      kind === 'sync' ? await withControl((control) => approvalsOf(control, { runId: id })) : [];
    const approvals = kind === 'sync' ? { approved_by: approved.map(({ by }) => by) } : {};
    return {
      status: 200,
      body: { run_id: id, kind, subject, status, trigger, ...times, counts, ...approvals, error },
    };
  });
}
