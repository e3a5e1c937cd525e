import 'server-only';
import { approvalsOf, countApprovers } from '../../connectors/control/approvals.ts';
import { plainEmail } from '../../connectors/control/people.ts';
import { approversNeeded } from '../../models/sync-runs/second-approver.ts';
import { authorise } from './authorise.ts';
import { withControl } from './control.ts';
import type { SyncRun } from './sync-runs.ts';

/** How far a plan that waits is from being sent. */
export interface PlanStanding {
  /** Names of those who said yes, the first one first. */
  approvedBy: string[];
  needed: 1 | 2;
  /** Whether the reader is one of them, and somebody else has to follow. */
  ownWaits: boolean;
}

export async function planStanding({
  id,
  planHash,
  stoppedBy,
}: Pick<SyncRun, 'id' | 'planHash' | 'stoppedBy'>): Promise<PlanStanding> {
  const { name } = await authorise('read');
  return withControl(async (control) => {
    const approvals = await approvalsOf(control, { runId: id, hash: planHash ?? '' });
    const needed = approversNeeded(stoppedBy, await countApprovers(control));
    const own = approvals.some(({ by }) => by === plainEmail(name));
    return {
      approvedBy: approvals.map((approval) => approval.name),
      needed,
      ownWaits: own && approvals.length < needed,
    };
  });
}
