import 'server-only';
import { cache } from 'react';
import { defaultWorkspace } from '../../connectors/control/connect.ts';
import { currentWorkspace as readWorkspace } from '../../connectors/control/versions.ts';
import { Workspace } from '../../models/workspace/resource.ts';
import { authorise } from './authorise.ts';
import { withControl } from './control.ts';

export interface CurrentWorkspace {
  slug: string;
  name: string;
  /** IANA zone in which days and times are written. */
  zone: string;
  /** The version in force; 0 before anything was applied. */
  version: number;
  workspace: Workspace;
}

/** The slug under which the workspace is addressed; there is one for now. */
export async function workspaceSlug(): Promise<string> {
  return defaultWorkspace;
}

/** The workspace in force, read once for each request. */
export const currentWorkspace = cache(async (): Promise<CurrentWorkspace> => {
  await authorise('read');
  const current = await withControl(readWorkspace);
  const workspace = new Workspace(current.resources);
  const declared = workspace.all('workspace')[0];
  return {
    slug: defaultWorkspace,
    name: declared?.name ?? 'Workspace',
    zone: workspace.zone,
    version: current.version,
    workspace,
  };
});

/** Whether it is that of the made-up company that `weft demo` loads. */
export async function isDemo(): Promise<boolean> {
  const { workspace } = await currentWorkspace();
  return workspace.all('workspace')[0]?.slug === 'larch_and_lantern';
}
