import {
  IconActivity,
  IconArrowsExchange,
  IconBuildingWarehouse,
  IconDatabase,
  IconFingerprint,
  IconInbox,
  IconLayoutDashboard,
  IconPlugConnected,
  IconSchema,
  IconSettings,
  IconStack2,
  IconTag,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { Messages } from '../../i18n/locales.ts';
import { type Paths, pathsOf } from '../paths.ts';

export interface NavItem {
  /** Its name is the text `nav.{id}` of the shell. */
  id: keyof Messages['shell']['nav'];
  href: string;
  icon: typeof IconDatabase;
  /** The key that goes here after `G`. */
  key: string;
}

export interface NavGroup {
  id: keyof Messages['shell']['groups'] | null;
  items: NavItem[];
}

function groups(paths: Paths): NavGroup[] {
  return [
    {
      id: null,
      items: [
        { id: 'overview', href: paths.overview, icon: IconLayoutDashboard, key: 'o' },
        { id: 'inbox', href: paths.inbox, icon: IconInbox, key: 'n' },
      ],
    },
    {
      id: 'audience',
      items: [
        { id: 'profiles', href: paths.profiles(), icon: IconUsers, key: 'p' },
        { id: 'segments', href: paths.segments(), icon: IconUsersGroup, key: 's' },
        { id: 'traits', href: paths.traits(), icon: IconTag, key: 't' },
      ],
    },
    {
      id: 'activate',
      items: [
        { id: 'syncs', href: paths.syncs(), icon: IconArrowsExchange, key: 'y' },
        { id: 'destinations', href: paths.destinations, icon: IconPlugConnected, key: 'd' },
      ],
    },
    {
      id: 'data',
      items: [
        { id: 'sources', href: paths.sources, icon: IconDatabase, key: 'r' },
        { id: 'schema', href: paths.schema(), icon: IconSchema, key: 'c' },
        { id: 'models', href: paths.models(), icon: IconStack2, key: 'm' },
        { id: 'identity', href: paths.identity(), icon: IconFingerprint, key: 'i' },
        { id: 'warehouse', href: paths.warehouse, icon: IconBuildingWarehouse, key: 'w' },
      ],
    },
  ];
}

/** Where one can go: only what works. */
export function navigation(workspace: string): { groups: NavGroup[]; foot: NavItem[] } {
  const paths = pathsOf(workspace);
  return {
    groups: groups(paths),
    foot: [
      { id: 'activity', href: paths.activity(), icon: IconActivity, key: 'a' },
      { id: 'settings', href: paths.settings(), icon: IconSettings, key: ',' },
    ],
  };
}
