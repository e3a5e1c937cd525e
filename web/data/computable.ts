import 'server-only';
import { cache } from 'react';
import { type Generation, generation } from '../../models/dbt/context.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { type Computable, readComputable } from '../../workflows/refresh-models/catalog.ts';
import { authorise } from './authorise.ts';
import { dialect, onWarehouse } from './warehouse.ts';
import { currentWorkspace } from './workspace.ts';

/** A table may get a column while a page is open: what it has is asked again after so long. */
const standsMs = 60_000;

let kept: { version: number; until: number; read: Promise<Computable> } | undefined;

/** The columns of the warehouse under a version of the workspace; those of a version that no one asks for go. */
async function computable(version: number, workspace: Workspace): Promise<Computable> {
  if (kept?.version === version && kept.until > Date.now()) return kept.read;
  const read = onWarehouse((warehouse) => readComputable(warehouse, workspace));
  const now = { version, until: Date.now() + standsMs, read };
  kept = now;
  // A failed reading is nobody else's answer.
  read.catch(() => {
    if (kept === now) kept = undefined;
  });
  return read;
}

/** What statements about the workspace in force are made from. */
export const currentModels = cache(async (): Promise<Generation> => {
  await authorise('read');
  const { workspace, version } = await currentWorkspace();
  const { catalog, aside } = await computable(version, workspace);
  return generation(workspace, catalog, dialect(), 'warehouse', { aside });
});
