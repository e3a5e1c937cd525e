import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { createRenderer } from '../template/render.ts';
import type { Receiver } from './plan.ts';
import { planTable } from './tables.ts';
import { templates } from './templates.ts';

export interface UndoRequest {
  sync: string;
  /** The run that undoes, and the one that is undone. */
  runId: string;
  undoes: string;
  receiver: Receiver;
  /** Whether the destination can take a record away that the run made. */
  removes: boolean;
}

/**
 * The statement of a plan that takes back what a run did, from what the destination had acknowledged before it:
 * created records are removed, changed ones changed back, removed ones made again. A row that another run has moved
 * since, or that cannot be taken back, is skipped with the reason.
 */
export const undoStatement = (dialect: Dialect, request: UndoRequest): string =>
  createRenderer(dialect, 'warehouse')(templates, 'undo', {
    plan: planTable(request.runId),
    sync: request.sync,
    undoes: request.undoes,
    target: request.receiver.target,
    removes: request.removes,
    chunkRows: request.receiver.chunkRows,
    rows: `${weftSchema}.sync_rows`,
    state: `${weftSchema}.sync_state`,
  });
