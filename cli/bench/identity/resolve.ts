import { type Graph, workspaceOf } from './generate.ts';
import { type Bench, type ModelRun, runModels } from './run-models.ts';

/** One run of the identity models over a graph. */
export interface Resolution extends ModelRun {
  /** The row of weft.identity_runs. */
  run: Record<string, unknown>;
  /** Values held back, by rule. */
  conflicts: Record<string, number>;
}

/** Resolves a graph whose records are in the warehouse. `id` names the run. */
export async function resolve(bench: Bench, graph: Graph, id: string): Promise<Resolution> {
  const result = await runModels(bench, workspaceOf(graph), { id, select: 'path:models/identity' });
  const rules = await bench.warehouse.query(
    'select rule, count(*) as n from weft.identity_conflicts group by rule order by rule',
  );
  const [run = {}] = await bench.warehouse.query(
    `select * from weft.identity_runs where run_id = '${id}' order by run_number desc limit 1`,
  );
  return {
    ...result,
    run,
    conflicts: Object.fromEntries(rules.map((row) => [String(row.rule), Number(row.n)])),
  };
}
