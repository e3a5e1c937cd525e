import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { createRenderer } from '../template/render.ts';
import { acknowledgedTable, answersTable, planTable } from './tables.ts';
import { templates } from './templates.ts';

export interface Settling {
  sync: string;
  runId: string;
  /** As the plan was made: see `Receiver` and `digestName`. */
  target: string;
  digestBy: string;
  at: Date;
  /** Why rows without an answer have none. */
  pending: string;
}

/** What became of each row of a run's plan, `status` among its columns: what may stand in brackets after FROM. */
export function outcomes(dialect: Dialect, runId: string, at: Date): string {
  return createRenderer(dialect, 'warehouse')(templates, 'outcomes', {
    plan: planTable(runId),
    answers: answersTable(runId),
    acknowledged: acknowledgedTable(runId),
    at,
  });
}

/**
 * Records what became of each row, and moves the state by what the destination answered; nothing else moves it. For
 * one transaction, in order, which also sets the run's `ended_at`: where nobody heard that it was committed, it may be
 * done again.
 */
export function settleStatements(dialect: Dialect, settling: Settling): string[] {
  const render = createRenderer(dialect, 'warehouse');
  const context = {
    outcomes: outcomes(dialect, settling.runId, settling.at),
    sync: settling.sync,
    runId: settling.runId,
    target: settling.target,
    digestBy: settling.digestBy,
    pending: settling.pending,
    state: `${weftSchema}.sync_state`,
    rows: `${weftSchema}.sync_rows`,
    runs: `${weftSchema}.sync_runs`,
  };
  return ['settle_rows', 'settle_delete', 'settle_insert'].map((name) => render(templates, name, context));
}
