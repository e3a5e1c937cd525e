import 'server-only';
import { rejectCauses } from '../../models/sync-runs/causes.ts';
import { discreet } from '../words/discreet.ts';
import { authorise, may } from './authorise.ts';
import { onWarehouse } from './warehouse.ts';

export interface RejectGroup {
  /** The reason without what is one row's own. */
  reason: string;
  /** The destination's field at fault, where it says so. */
  field: string | null;
  rows: number;
  /** What usually mends it. */
  hint: string | null;
  /** For those who may see personal values alone, as a cause may quote one. */
  personal: {
    /** By which, with the field, its rows are sent again. */
    cause: string;
    samples: { key: string | null; reason: string }[];
  } | null;
}

/** Why rows of a run were rejected, the commonest cause first. */
export async function rejectGroups(run: string, { standing = false } = {}): Promise<RejectGroup[]> {
  await authorise('read');
  const seesAll = await may('personal.read');
  const causes = await onWarehouse((warehouse, options) =>
    rejectCauses(warehouse, run, { ...options, standing }),
  );
  return causes.map(({ cause, field, rows, hint, samples }) => ({
    ...{ reason: seesAll ? cause : discreet(cause), field, rows, hint },
    personal: seesAll
      ? {
          cause,
          samples: samples.map(({ key, reason }) => ({ key, reason })),
        }
      : null,
  }));
}
