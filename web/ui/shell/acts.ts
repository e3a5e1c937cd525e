import type { Permission } from '../../data/permissions.ts';
import type { Messages } from '../../i18n/locales.ts';
import { pathsOf } from '../paths.ts';

export interface Act {
  /** Its name is the text `palette.acts.{id}` of the shell. */
  id: keyof Messages['shell']['palette']['acts'];
  href: string;
  permission: Permission;
}

/** What one can begin from anywhere. */
export function actsOf(workspace: string): Act[] {
  const paths = pathsOf(workspace);
  return [
    { id: 'segment', href: paths.newSegment(), permission: 'segment.edit' },
    { id: 'list', href: paths.newList, permission: 'segment.edit' },
    { id: 'trait', href: paths.newTrait(), permission: 'data.edit' },
    { id: 'sync', href: paths.newSync(), permission: 'sync.edit' },
    { id: 'destination', href: paths.newDestination(), permission: 'sync.edit' },
    { id: 'source', href: paths.catalogue(), permission: 'data.edit' },
    { id: 'rules', href: paths.identity('rules'), permission: 'data.edit' },
    { id: 'query', href: paths.query, permission: 'data.edit' },
    { id: 'invite', href: paths.settings('people'), permission: 'people.edit' },
    { id: 'key', href: paths.settings('keys'), permission: 'people.edit' },
  ];
}
