import { type CheckOptions, checkWorkspace } from './check.ts';
import { findingsOf } from './issues.ts';
import { locate, type Problem } from './problem.ts';
import { type Kind, type Resource, schemas, type Workspace } from './resource.ts';

export type ParsedResource = { resource: Resource; problems: [] } | { resource: null; problems: Problem[] };

/** A value as a resource of a kind, or everything that is wrong with it. */
export function parseResource(kind: Kind, value: unknown): ParsedResource {
  const schema = schemas[kind];
  const parsed = schema.safeParse(value);
  if (parsed.success) return { resource: parsed.data, problems: [] };
  const findings = findingsOf(schema, value, parsed.error.issues);
  return { resource: null, problems: findings.map((finding) => locate(finding, undefined, undefined)) };
}

/** What is wrong with a workspace once this resource is in it, and what the resource itself has to do with it. */
export function problemsOfEdit(
  workspace: Workspace,
  resource: Resource,
  options: CheckOptions = {},
): Problem[] {
  return checkWorkspace(workspace.with(resource), new Map(), options);
}
