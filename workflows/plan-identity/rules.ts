import { createHash } from 'node:crypto';
import { rulesHash } from '../../models/identity/rules.ts';
import type { Kind, Resource, Workspace } from '../../models/workspace/resource.ts';

/** The hash of a workspace's identity rules; undefined where it resolves no identity. */
export function rulesOf(workspace: Workspace): string | undefined {
  const sources = workspace.all('source').filter((source) => source.identifiers.length > 0);
  if (!workspace.identity || sources.length === 0) return undefined;
  return rulesHash(workspace.identity, sources);
}

/** What a plan is of: the rules in force, those proposed, and the run that resolved the persons of today. */
export const planHash = (inForce: string, proposed: string, run: string): string =>
  createHash('sha256')
    .update(JSON.stringify([inForce, proposed, run]))
    .digest('hex')
    .slice(0, 16);

/** A change of one resource; null removes it. */
export interface Edit {
  kind: Kind;
  slug: string;
  resource: Resource | null;
}

/** A workspace as it would be with a change. */
export const withEdit = (workspace: Workspace, edit: Edit): Workspace =>
  edit.resource === null ? workspace.without(edit) : workspace.with(edit.resource);
