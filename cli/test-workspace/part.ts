import { traitsBelow } from '../../models/predictions/declared.ts';
import { withNested } from '../../models/segments/nested.ts';
import { traitOfColumn } from '../../models/traits/columns.ts';
import { walkConditions } from '../../models/workspace/kinds/segment.ts';
import type { WorkspaceTest } from '../../models/workspace/kinds/test.ts';
import { Workspace } from '../../models/workspace/resource.ts';

/**
 * What a test needs of its workspace: the segments and traits that it expects something of, with what they are made
 * of, and none of the others. All of it where one is a statement of the team's own, which may read anything.
 */
export function partOf(workspace: Workspace, test: WorkspaceTest): Workspace {
  const expected = [test.expect].flat();
  const segments = new Set(
    expected
      .flatMap((each) => ('segment' in each ? (workspace.get('segment', each.segment) ?? []) : []))
      .flatMap((segment) => withNested(workspace, segment)),
  );
  const columns = expected.flatMap((each) => ('has' in each ? Object.keys(each.has) : []));
  for (const { where } of segments) {
    if (where === undefined) continue;
    walkConditions(where, (condition) => {
      if ('trait' in condition) columns.push(condition.trait);
    });
  }
  const traits = new Set(
    traitsBelow(
      workspace,
      columns.flatMap((column) => traitOfColumn(workspace, column) ?? []),
    ),
  );
  if ([...segments, ...traits].some(({ sql }) => sql !== undefined)) return workspace;
  return new Workspace(
    workspace.resources.filter(
      (resource) =>
        resource.kind !== 'list' &&
        (resource.kind !== 'segment' || segments.has(resource)) &&
        (resource.kind !== 'trait' || traits.has(resource)),
    ),
  );
}
