import type { Found } from './check.ts';
import type { List } from './kinds/list.ts';
import type { WorkspaceResource } from './kinds/workspace.ts';
import type { Names } from './names.ts';
import type { Workspace } from './resource.ts';

/** Lists are made of segments that exist, and go by columns that people have. */
export function* checkLists(workspace: Workspace, names: Names): Iterable<Found> {
  for (const whole of workspace.all('workspace')) yield* excluded(whole, names);
  for (const list of workspace.all('list')) {
    for (const [index, { segment, by }] of list.parts.entries()) {
      for (const finding of names.reference('segment', segment, ['parts', index, 'segment']))
        yield [list, finding];
      if (by === undefined) continue;
      for (const finding of names.personColumn(by, ['parts', index, 'by'])) yield [list, finding];
    }
    yield* excluded(list, names);
  }
}

function* excluded(resource: List | WorkspaceResource, names: Names): Iterable<Found> {
  for (const [index, segment] of resource.exclude.entries()) {
    for (const finding of names.reference('segment', segment, ['exclude', index])) yield [resource, finding];
  }
}
