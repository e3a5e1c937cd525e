import { type CheckOptions, checkWorkspace, type Places } from './check.ts';
import { findingsOf } from './issues.ts';
import { nearest } from './nearest.ts';
import { type Finding, locate, type Problem, WorkspaceError } from './problem.ts';
import { isKind, kinds, type Resource, type ResourceId, resourceId, schemas, Workspace } from './resource.ts';
import { readText, workspaceFiles } from './workspace-files.ts';
import { type ParsedDocument, parseYaml, type YamlDocument } from './yaml-file.ts';

/** A workspace on its way in: what could be read so far, and what could not. */
interface Loading {
  resources: Resource[];
  places: Map<ResourceId, YamlDocument>;
  /** Resources that are declared but not valid; a reference to one is no second problem. */
  broken: Set<ResourceId>;
  problems: Problem[];
}

/**
 * Reads a workspace from the YAML files below a folder: one resource a document, several documents a file.
 * Throws a WorkspaceError with everything that is wrong, or a ConfigError where there is nothing to read.
 */
export async function loadWorkspace(
  folder: string,
  options: CheckOptions = {},
): Promise<{ workspace: Workspace; places: Places }> {
  const loading: Loading = { resources: [], places: new Map(), broken: new Set(), problems: [] };
  for (const file of await workspaceFiles(folder)) {
    const text = await readText(folder, file);
    const documents = typeof text === 'string' ? parseYaml(file, text) : text;
    if (Array.isArray(documents)) for (const document of documents) addDocument(document, loading);
    else loading.problems.push(documents);
  }
  const { resources, places, broken, problems } = loading;
  const workspace = new Workspace(resources);
  problems.push(...checkWorkspace(workspace, places, { ...options, broken }));
  if (problems.length > 0) throw new WorkspaceError(problems.sort(byPlace));
  return { workspace, places };
}

function addDocument(document: ParsedDocument, loading: Loading): void {
  const { yaml } = document;
  const [kind, slug] = [yaml.text('kind'), yaml.text('slug')];
  const id = kind !== undefined && slug !== undefined ? resourceId({ kind, slug }) : undefined;
  const { resource, findings } = readResource(document);
  loading.problems.push(...document.problems, ...findings.map((finding) => locate(finding, yaml, id)));

  const first = id === undefined ? undefined : loading.places.get(id);
  if (first !== undefined) {
    const { line, column } = first.at(['slug']);
    const message = `the ${kind} "${slug}" is declared twice; the first is at ${first.file}:${line}:${column}`;
    loading.problems.push(locate({ path: ['slug'], message }, yaml, id));
    return;
  }
  if (id !== undefined) loading.places.set(id, yaml);
  if (resource !== undefined) loading.resources.push(resource);
  else if (id !== undefined) loading.broken.add(id);
}

/** A document as a resource of its kind. */
function readResource({ value, problems }: ParsedDocument): { resource?: Resource; findings: Finding[] } {
  if (problems.length > 0) return { findings: [] };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { findings: [{ path: [], message: 'expected a map with kind and slug', expected: 'a map' }] };
  }
  const kind: unknown = 'kind' in value ? value.kind : undefined;
  if (!isKind(kind)) return { findings: [kindFinding(kind)] };
  const schema = schemas[kind];
  const parsed = schema.safeParse(value);
  return parsed.success
    ? { resource: parsed.data, findings: [] }
    : { findings: findingsOf(schema, value, parsed.error.issues) };
}

function kindFinding(kind: unknown): Finding {
  const expected = `one of ${kinds.join(', ')}`;
  if (kind === undefined) return { path: ['kind'], message: `is missing; expected ${expected}`, expected };
  const near = typeof kind === 'string' ? nearest(kind, kinds) : undefined;
  const message =
    typeof kind === 'string'
      ? `there is no kind "${kind.slice(0, 60)}"; expected ${expected}`
      : `expected ${expected}`;
  return { path: ['kind'], message, expected, nearest: near };
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return (a.file ?? '') < (b.file ?? '') ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
