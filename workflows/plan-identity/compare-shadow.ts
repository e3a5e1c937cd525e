import type { Workspace } from '../../models/workspace/resource.ts';
import { type Comparison, pairPersons } from './comparison.ts';
import { countChanges, countConflicts, countExclusions, countPersons, largestPersons } from './persons.ts';
import type { IdentityPlanReport } from './report.ts';
import { samplesOf } from './samples.ts';
import { segmentChanges } from './segments.ts';
import { syncChanges } from './syncs.ts';

/** All that differs between Weft's own schema and the shadow. */
export async function compareShadow(
  comparison: Comparison,
  workspace: Workspace,
  inForce: Workspace,
): Promise<
  Pick<
    IdentityPlanReport,
    | 'records'
    | 'persons'
    | 'consolidation'
    | 'changes'
    | 'largest'
    | 'conflicts'
    | 'exclusions'
    | 'samples'
    | 'segments'
    | 'syncs'
  >
> {
  await pairPersons(comparison);
  return {
    ...(await countPersons(comparison)),
    changes: await countChanges(comparison),
    largest: await largestPersons(comparison),
    conflicts: await countConflicts(comparison),
    exclusions: await countExclusions(comparison),
    samples: {
      merged: await samplesOf(comparison, 'merged', workspace.identity),
      split: await samplesOf(comparison, 'split', inForce.identity),
    },
    segments: await segmentChanges(comparison, workspace, inForce),
    syncs: await syncChanges(comparison, workspace, inForce),
  };
}
