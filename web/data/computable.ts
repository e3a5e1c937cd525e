import 'server-only';
import { type Generation, generation } from '../../models/dbt/context.ts';
import { readComputable } from '../../workflows/refresh-models/catalog.ts';
import { authorise } from './authorise.ts';
import { onWarehouse } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** A table may get a column while a page is open: what it has is asked again after so long. */
const standsMs = 60_000;

interface Keep {
  version: number;
  until: number;
  generation: Promise<Generation>;
}
// Route handlers are bundled apart: only the global object is one per process.
const shared = globalThis as typeof globalThis & { weftGeneration?: Keep };

/** What statements about the workspace in force are made from. */
export async function currentModels(): Promise<Generation> {
  await authorise('read');
  const { version, workspace } = await currentWorkspace();
  const kept = shared.weftGeneration;
  if (kept && kept.version === version && kept.until > Date.now()) return kept.generation;
  const made = onWarehouse(async (warehouse) => {
    const { catalog, aside } = await readComputable(warehouse, workspace);
    return generation(workspace, catalog, warehouse.dialect, 'warehouse', { aside });
  });
  const keep: Keep = { version, until: Date.now() + standsMs, generation: made };
  shared.weftGeneration = keep;
  // A failed reading is nobody else's answer.
  made.catch(() => {
    if (shared.weftGeneration === keep) shared.weftGeneration = undefined;
  });
  return made;
}
