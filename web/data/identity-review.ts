import 'server-only';
import { reviewQueue } from '../../models/identity/fuzzy/review.ts';
import { humanise } from '../../models/words/names.ts';
import { authorise, may } from './authorise.ts';
import { recordText } from './identity-decisions.ts';
import { onWarehouse } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** Two records that may be one person. */
export interface PairView {
  id: string;
  /** From 0 to 1. */
  probability: number;
  records: [string, string];
  compared: {
    column: string;
    /** Null where nothing is set. */
    values: [string | null, string | null];
    /** What the values fulfil; null where they say nothing. */
    condition: string | null;
    weight: number;
  }[];
}

export interface ReviewView {
  waiting: number;
  pairs: PairView[];
  masked: boolean;
  editable: boolean;
}

const pairsShown = 50;

/** The pairs that wait for a decision, the likeliest first; null where matching by likeness is off. */
export async function identityReview(): Promise<ReviewView | null> {
  const actor = await authorise('read');
  const { workspace } = await currentWorkspace();
  const fuzzy = workspace.identity?.fuzzy;
  if (fuzzy === undefined) return null;
  const personal = actor.permissions.has('personal.read');
  const { waiting, pairs } = await onWarehouse((connection) =>
    reviewQueue(connection, fuzzy, { limit: pairsShown }),
  );
  const shown = (value: string | null) => (value === null || personal ? value : '•••');
  return {
    waiting,
    pairs: pairs.map(({ id, probability, records: [one, other], compared }) => ({
      ...{ id, probability },
      records: [recordText(workspace, one, personal), recordText(workspace, other, personal)],
      compared: compared.map(({ column, values, condition, weight }) => ({
        ...{ column: humanise(column), condition, weight },
        values: [shown(values[0]), shown(values[1])],
      })),
    })),
    masked: !personal,
    editable: await may('data.edit'),
  };
}
