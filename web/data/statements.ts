import 'server-only';
import { nameOf } from '../../models/words/names.ts';
import type { Resource } from '../../models/workspace/resource.ts';
import { authorise } from './authorise.ts';
import { type DraftState, ownDraft, type ResourceState, resourceState } from './resource-state.ts';
import { currentWorkspace } from './workspace.ts';

/** The kinds of resources that may be written in SQL. */
export const statementKinds = ['source', 'entity', 'trait', 'segment'] as const;
export type StatementKind = (typeof statementKinds)[number];

export interface Statement {
  kind: StatementKind;
  slug: string;
  name: string;
  sql: string;
}

export const isStatementKind = (kind: string): kind is StatementKind =>
  statementKinds.some((one) => one === kind);

const statementOf = (resource: Resource): Statement[] =>
  isStatementKind(resource.kind) && 'sql' in resource && resource.sql !== undefined
    ? [
        {
          kind: resource.kind,
          slug: resource.slug,
          name: nameOf(resource),
          sql: resource.sql,
        },
      ]
    : [];

/** What of the workspace is written in SQL, in the order in which it depends on one another. */
export async function statements(): Promise<Statement[]> {
  await authorise('read');
  return (await currentWorkspace()).workspace.resources.flatMap(statementOf);
}

export interface StatementInForce extends Statement {
  /** The whole resource: what is not edited goes along. */
  resource: { slug: string; sql: string };
  state: ResourceState;
  draft: DraftState | null;
}

/** A resource that is written in SQL, for its editor; null where there is none. */
export async function statementInForce(kind: StatementKind, slug: string): Promise<StatementInForce | null> {
  await authorise('read');
  const state = await resourceState(kind, slug);
  const [statement] = state === null ? [] : statementOf(state.resource);
  if (state === null || statement === undefined) return null;
  const draft = await ownDraft(kind, slug);
  return { ...statement, resource: { ...state.resource, sql: statement.sql }, state, draft };
}
