import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Generation } from '../../dbt/context.ts';
import { identityOf } from '../explain/subject.ts';
import { requireResolved } from '../find-record.ts';
import { type Cluster, suspiciousClusters } from './clusters.ts';
import { type Finding, findingsOf } from './findings.ts';
import {
  type CarriedValue,
  type ConflictCount,
  conflictsByRule,
  type Dropped,
  droppedValues,
  type Exclusion,
  exclusionsByReason,
  mostCarried,
} from './values.ts';

export interface Audit {
  /** What to look at, the most suspicious first. */
  findings: Finding[];
  clusters: Cluster[];
  carried: CarriedValue[];
  dropped: Dropped[];
  conflicts: ConflictCount[];
  exclusions: Exclusion[];
}

/** Looks for wrong joins and for values that were kept from joining, over what the latest run wrote. */
export async function auditIdentity(
  warehouse: Warehouse,
  generation: Generation,
  { most }: { most: number },
): Promise<Audit> {
  await requireResolved(warehouse);
  const identity = identityOf(generation.workspace);
  const measured = {
    clusters: await suspiciousClusters(warehouse, generation, identity, most),
    carried: await mostCarried(warehouse, most),
    dropped: await droppedValues(warehouse, most),
    conflicts: await conflictsByRule(warehouse),
    exclusions: await exclusionsByReason(warehouse),
  };
  return { findings: findingsOf(identity, measured), ...measured };
}
