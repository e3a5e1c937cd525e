import type { List } from './kinds/list.ts';
import type { Workspace } from './resource.ts';

/** The segments whose members are in no part of a list: the workspace's, which hold for all lists, then its own. */
export const exclusionsOf = (workspace: Workspace, list: List): string[] => [
  ...new Set([...(workspace.all('workspace')[0]?.exclude ?? []), ...list.exclude]),
];

/** The lists that draw on a segment, as a part or by leaving its members out. */
export const listsDrawingOn = (workspace: Workspace, segment: string): List[] =>
  workspace
    .all('list')
    .filter(
      (list) =>
        list.parts.some((part) => part.segment === segment) ||
        exclusionsOf(workspace, list).includes(segment),
    );
