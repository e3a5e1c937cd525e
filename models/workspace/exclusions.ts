import type { List } from './kinds/list.ts';
import type { Workspace } from './resource.ts';

/** The segments whose members are in no part of a list: the workspace's, which hold for all lists, then its own. */
export const exclusionsOf = (workspace: Workspace, list: List): string[] => [
  ...new Set([...(workspace.all('workspace')[0]?.exclude ?? []), ...list.exclude]),
];
