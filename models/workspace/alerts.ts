import { shareOf } from './kinds/percent.ts';
import type { Segment } from './kinds/segment.ts';
import { leastMoved } from './kinds/workspace.ts';
import type { Workspace } from './resource.ts';

/** When a change of a segment's size by one refresh is to be told. */
export interface Alert {
  /** More than this share of the size before: 0.3 is 30 %. */
  swing: number;
  /** And by at least so many persons. */
  atLeast: number;
}

/** The alert of a segment: its own, and what it leaves out by the workspace's; null where there is none, or it is off. */
export function alertOf(workspace: Workspace, { alert }: Segment): Alert | null {
  if (alert === false) return null;
  const alerts = workspace.all('workspace')[0]?.alerts;
  const swing = alert?.swing ?? alerts?.swing;
  if (swing === undefined) return null;
  return { swing: shareOf(swing), atLeast: alert?.at_least ?? alerts?.at_least ?? leastMoved };
}
