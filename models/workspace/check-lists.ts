import type { Found } from './check.ts';
import type { Names } from './names.ts';
import type { Workspace } from './resource.ts';

/** Lists are made of segments that exist, and go by columns that people have. */
export function* checkLists(workspace: Workspace, names: Names): Iterable<Found> {
  for (const list of workspace.all('list')) {
    for (const [index, { segment, by }] of list.parts.entries()) {
      for (const finding of names.reference('segment', segment, ['parts', index, 'segment']))
        yield [list, finding];
      if (by === undefined) continue;
      for (const finding of names.personColumn(by, ['parts', index, 'by'])) yield [list, finding];
    }
    for (const [index, segment] of list.exclude.entries()) {
      for (const finding of names.reference('segment', segment, ['exclude', index])) yield [list, finding];
    }
  }
}
