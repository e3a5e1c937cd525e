import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { openLedger } from '../../models/segments/ledger.ts';
import { swingsOf } from '../../models/segments/swings.ts';
import { swingSentence } from '../../models/words/swing.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { syncsFollowing } from '../../models/workspace/uses.ts';
import type { BuildStep } from './predictions/fit-predictions.ts';
import { warnedStep } from './warned-step.ts';

/** A step that warns for each segment whose size the run moved further than its alert allows. */
export async function swingSteps(
  warehouse: Warehouse,
  workspace: Workspace,
  runId: string,
): Promise<BuildStep[]> {
  const ledger = await openLedger(warehouse);
  if (ledger === null) return [];
  const swings = await swingsOf(warehouse, workspace, ledger, { runId });
  return swings.map((swing) => {
    const { slug } = swing.segment;
    const syncs = syncsFollowing(workspace, swing.segment);
    return warnedStep(`swing.${slug}`, `swing_${slug}`, swingSentence(swing, syncs));
  });
}
