import { ConfigError } from '../../connectors/errors.ts';
import { type FieldPath, fieldName } from './field-path.ts';
import type { ResourceId } from './resource.ts';
import type { YamlDocument } from './yaml-file.ts';

/** One thing that is wrong with a workspace, and where. */
export interface Problem {
  /** `kind/slug` of the resource, where it is known. */
  resource?: ResourceId;
  /** Relative to the workspace's folder; absent for a resource that came from no file. */
  file?: string;
  /** `line` and `column` count from 1. */
  line?: number;
  column?: number;
  /** `where.all[0].trait`; empty for the resource as a whole. */
  field: string;
  message: string;
  expected?: string;
  /** The valid name nearest to the one given. */
  nearest?: string;
}

/** What is wrong at a path of one resource; a place is given to it later. */
export interface Finding {
  path: FieldPath;
  message: string;
  expected?: string | undefined;
  nearest?: string | undefined;
}

/** A finding with its place in the file. */
export function locate(
  finding: Finding,
  yaml: YamlDocument | undefined,
  id: ResourceId | undefined,
): Problem {
  return {
    ...(id === undefined ? {} : { resource: id }),
    ...(yaml === undefined ? {} : { file: yaml.file, ...yaml.at(finding.path) }),
    field: fieldName(finding.path),
    message: finding.message,
    ...(finding.expected === undefined ? {} : { expected: finding.expected }),
    ...(finding.nearest === undefined ? {} : { nearest: finding.nearest }),
  };
}

/** `segments/lapsing.yml:7:9 where.all[0].trait: no trait is called "x". Did you mean "y"?` */
export function formatProblem(problem: Problem): string {
  const place = problem.file ?? problem.resource ?? '';
  return `${[place, problem.line, problem.column].filter((part) => part !== undefined).join(':')} ${describeProblem(problem)}`.trim();
}

/** A problem without its place in a file: `where.all[0].trait: no trait is called "x". Did you mean "y"?` */
export function describeProblem(problem: Problem): string {
  const field = problem.field === '' ? '' : `${problem.field}: `;
  const hint = problem.nearest === undefined ? '' : `. Did you mean "${problem.nearest}"?`;
  return `${field}${problem.message}${hint}`;
}

/** Everything that is wrong with a workspace, reported at once. */
export class WorkspaceError extends ConfigError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options: { mend?: string } = {}) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    const first = problems[0];
    super(
      `The workspace has ${count}:\n${problems.map((problem) => `  ${formatProblem(problem)}`).join('\n')}`,
      {
        mend:
          options.mend ??
          'Correct the files, then try again; `./weft validate` checks without changing anything.',
        ...(first?.file === undefined
          ? {}
          : { place: { file: first.file, line: first.line, column: first.column, field: first.field } }),
      },
    );
    this.problems = problems;
  }
}
